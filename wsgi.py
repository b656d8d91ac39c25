"""The WSGI entry point: `flask --app wsgi …` and any WSGI server find the portal here."""

from portal.app import create_app

app = create_app(serving=True)

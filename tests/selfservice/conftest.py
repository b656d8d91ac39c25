"""Self-service is tested on a portal whose Stripe is a sandbox of its own."""

from tests.billing.conftest import app as app
from tests.billing.conftest import sandbox_server as sandbox_server
from tests.billing.conftest import story as story

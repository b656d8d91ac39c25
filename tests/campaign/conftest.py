"""The browser of the stories, for the bar's script."""

from tests.flows.conftest import browser_type_launch_args as browser_type_launch_args
from tests.flows.conftest import new_page as new_page

"""All routes of staff: the dashboard, the inbox, the orders, the notices, the prompts."""

from portal.staff import dashboard_views as dashboard_views
from portal.staff import inbox_views as inbox_views
from portal.staff import notices_views as notices_views
from portal.staff import orders_views as orders_views
from portal.staff import stories_views as stories_views
from portal.staff.blueprint import blueprint as blueprint
from portal.staff.prompts import edit_views as edit_views
from portal.staff.prompts import list_views as list_views
from portal.staff.prompts import preview_views as preview_views
from portal.staff.prompts import replay_views as replay_views
from portal.staff.prompts import results_views as results_views

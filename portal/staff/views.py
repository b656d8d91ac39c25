"""All routes of staff: the dashboard, the inbox, the orders, the notices."""

from portal.staff import dashboard_views as dashboard_views
from portal.staff import inbox_views as inbox_views
from portal.staff import notices_views as notices_views
from portal.staff import orders_views as orders_views
from portal.staff.blueprint import blueprint as blueprint

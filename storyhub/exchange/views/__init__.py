"""Pages and answers of the exchange."""

from storyhub.exchange.views import districts, exports, harvest, imports, sitemap

BLUEPRINTS = [exports.blueprint, imports.blueprint, harvest.blueprint, districts.blueprint, sitemap.blueprint]

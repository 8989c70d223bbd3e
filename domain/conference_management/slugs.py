"""Slugs nobody may take: words that are, or may become, paths of the site."""

# fmt: off
RESERVED_SLUGS = frozenset({
    "about", "admin", "api", "assets", "attendees", "conference", "conferences", "create", "docs", "health", "help",
    "index", "local", "locate", "login", "logout", "manage", "management", "new", "operations", "operator", "order",
    "orders", "payment", "payments", "privacy", "published", "register", "registration", "seats", "settings", "static",
    "status", "support", "terms", "web",
})
# fmt: on

"""Business customers create, edit, publish and manage conferences (CRUD, with published events)."""

"""The launcher: what runs, what is started again, what is left behind."""

"""Pages: read the state, ask the services, render; nothing is computed here."""

"""Who may do what: organizations, users, roles, sessions, invitations."""

"""The dashboard: a planning meeting around one screen."""

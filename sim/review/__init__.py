"""After the sale: predicted against actual, agreed against delivered."""

"""hanboki: what happens to every order of a sale, before the sale happens."""

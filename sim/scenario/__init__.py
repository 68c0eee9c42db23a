"""What is simulated: frozen, validated data; no behaviour and no chance."""

"""What a plan costs: rate cards of agencies, priced over many possible sales."""

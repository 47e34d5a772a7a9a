"""What all of this room needs: the answer of a reading, check digits, dates, and what a site says of its scanners."""

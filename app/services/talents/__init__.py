"""Skills, frameworks, talents, endorsements and credentials."""

"""What an ending takes along."""

"""What leaves the room on paper: everything a workshop made, gathered once, written in the formats people use."""

"""Reading: segments become utterances with sounds and spoken values, each leading back to the words."""

"""Read models of conference management: the orders of a conference and who will sit on the seats they bought."""

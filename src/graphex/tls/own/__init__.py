"""What GraphEx makes itself: the local authority, what that issues for this machine and for others, and renewals."""

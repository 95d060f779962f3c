"""Small servers that speak a platform's wire protocol and keep the truth of what users see."""

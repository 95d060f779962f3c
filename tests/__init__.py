"""Every promise of Guildhall, as tests."""

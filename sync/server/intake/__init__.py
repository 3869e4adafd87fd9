"""What clinics send: received, checked, filed in the order of dependence."""

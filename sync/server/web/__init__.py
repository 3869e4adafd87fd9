"""The township as a web application: its address, its outermost layer, what clinics' programs call."""

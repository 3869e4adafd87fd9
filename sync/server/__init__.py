"""The township: takes in what clinics send, mirrors it, lets staff review it, and answers with notices."""

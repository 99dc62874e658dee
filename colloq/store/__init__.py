"""What is kept between runs, in SQLite: attempts, exams and their answers. Knows nothing of screens."""

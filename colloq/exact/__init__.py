"""What several families share: draws of matrices, cross-correlation, small exact linear algebra."""

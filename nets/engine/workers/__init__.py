"""Where trainers live: the backends, the embedded cluster, and the memory that trainers may take."""

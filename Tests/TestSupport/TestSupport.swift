// What several test targets share: temporary folders, goldens, the corpus.

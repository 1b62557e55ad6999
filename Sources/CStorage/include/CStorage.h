#ifndef CSTORAGE_H
#define CSTORAGE_H

/// Makes durable what was written to the file system that `descriptor` stands on; 0, or -1 and `errno`. Swift's module of
/// the C library leaves Linux's `syncfs` out.
int cstorage_sync_file_system(int descriptor);

#endif

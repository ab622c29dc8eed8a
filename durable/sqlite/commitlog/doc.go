// Package commitlog makes the commits of many databases durable with one sync.
//
// A database in a file has a log of its own (SQLite's WAL), and a commit is durable when that log is synced. Thousands of
// objects that commit at once need thousands of syncs, which a disk takes one after the other, and each wakes threads of
// its own. Here commits that come while a database is being synced are written a second time, into a log that all
// databases of a folder share, and that is synced for all of them:
//
//	object 1 ─► 1.sqlite-wal ─► sync                      alone: no second copy
//	object 2 ─► 2.sqlite-wal ─┐
//	object 3 ─► 3.sqlite-wal ─┼► .commits-a ─► one sync    while others are synced
//	object 4 ─► 4.sqlite-wal ─┘
//
// The databases' own logs reach the disk when the operating system likes. After a loss of power Open writes into them
// what the shared log has, byte for byte, before any of them is opened; SQLite's sums say where each ends.
//
// # What is valid when
//
// A record is (name, offset, bytes) of a database's own log. Records are applied in their order. They may be applied
// again and again as long as the own log only grows, as it then gets the bytes that it has or that it has lost. Before
// it is written back, cut or deleted, the database syncs it and asks for a Forget: a record that takes all earlier ones
// of the name back. A commit of a database that is synced alone needs no record: its bytes are on the disk, behind all
// that records have.
//
// Two files take turns. When one is full the next commits go into the other, while the own logs of all databases in the
// first are synced; then its header says that nothing in it is valid. An epoch in the header and in each record keeps
// what an earlier turn has left from being read, and puts the files in order.
//
// When a sync of the log fails, nothing of that write was said, and the log is not used again. What it had before is
// synced where it belongs, and its files are deleted; where that fails too they stay for the next Open.
//
// # Who else reads the folder
//
// The end of the process loses nothing that was written, so that other programs find all in the databases' own logs.
// After a loss of power they do only when Open has been there before them. The header has the boot of the machine: within
// one boot Open writes nothing, because another program may have gone on with the files.
//
// Only Linux names its boots here; elsewhere Open returns nil, and each database is synced by itself.
package commitlog

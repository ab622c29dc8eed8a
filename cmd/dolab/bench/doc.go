// Package bench measures the local servers of dolab, beside the reference runtime where its binary is given.
//
//	client, in this process        servers, each a process of its own
//	  connections ── HTTP, ws ──►   script class here   serve, worker.js
//	  the next request when the     script class there  the reference runtime, the same worker.js
//	  last one is answered          Go class here       serve, class.go
//
// A row is one kind of request at one number of connections, or of objects. Its sides take turns in rounds, so that what
// else the machine does strikes all alike, and a ratio is of the same round. Servers keep their databases in files of an
// own folder each. Rows about idle memory have servers of their own.
//
// # Invariants
//
//   - All is on loopback and bounded in time or count.
//   - An answer counts only if it is what was asked for. Counts that were answered are read again, and what is missing is
//     lost.
//   - No server and no file is left, but for files after an interrupt, which are still being removed.
//
// # Use
//
//	err := bench.Run(bench.Options{…}, func(r *bench.Report) error { return r.Print(os.Stdout) })
//
// Package main makes it dolab bench. RESULTS.md has figures and what explains them.
//
// # Where to add things
//
// A row is an entry of the table in rows.go, and an operation of both worker.js and class.go. A target is an entry in
// report.go.
//
// # What it is not
//
// It is no benchmark of one server alone: client and server share the cores. The client's own ceiling is its first row.
package bench

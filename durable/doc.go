// Package durable is Durable Objects in a world: addressable actors with their own storage, one instance in the
// world per ID, one turn at a time behind an input gate, replies and messages held by an output gate until the writes
// before them are durable, and one alarm.
//
//	stub.Call · stub.Fetch · a socket's frame · an alarm
//	  ▼ link            takes the profile's time; one stub's calls stay in order, or by profile all stubs'
//	incarnation         none? open the database, construct under a locked gate
//	  ▼ input gate      locked by a critical section: wait in line
//	turn                the handler runs; storage is synchronous; a blocking call parks it and lets others in
//	  ▼ end of turn     all its writes are commit n; an earlier alarm goes to the alarm manager first
//	output gate         what the object sends after a write waits until commit n is confirmed
//	  ▼ link            back to the caller
//
// A Runtime keeps the classes; each class has a Namespace; a Namespace gives Stubs. An object's code is plain Go
// over its State: a blocking call parks its coroutine, and nothing else does.
//
// # Invariants
//
//   - One coroutine of an object runs at a time; a State used outside a turn of its incarnation panics.
//   - Nothing leaves an object before what it rests on is durable.
//   - While storage is asked, nothing enters.
//   - A dead incarnation has no effect.
//   - A crash keeps exactly the confirmed commits.
//   - What the alarm manager knows is never later than what is on disk: a crash can wake an object too early,
//     which it notices, never too late.
//
// # Decisions
//
// A commit in memory is a savepoint until it is confirmed, in one SQLite transaction that stays open meanwhile (package
// sqlite): a crash rolls back to the last confirmed one, and a commit costs about a microsecond. In a file it is a real
// COMMIT that is not synced, and a crash cuts the write-ahead log behind the last confirmed one. Commit numbers are never
// used again.
//
// BlockConcurrencyWhile waits for its callback; the call that JavaScript code leaves un-awaited is GoBlocking.
// Blocking ends the turn, so what was written before it is committed whatever becomes of the callback, which is
// what the reference runtime does.
//
// A panic in an object's code is a bug, not an error of the object: it ends the world with its stack. So does
// runtime.Goexit, which package require calls: the test that runs the world ends with it, and the world only closes.
//
// # Waiting
//
// A blocking call waits for one thing. For more there are tasks, as promises in JavaScript:
//
//   - Start runs code beside its caller, in the running turn until it first waits. Await, All, First, Any and Settled
//     wait for what it comes to; Cancel ends it where it waits.
//   - A Promise is a value that one event completes and others await.
//   - State.After is a timer: its call is a turn of the object, and Stop prevents it.
//   - State.WithTimeout limits code of an object, Stub.WithTimeout a caller's calls, by the world's time. The first
//     cancels the code, because it would change the object beside the code that tries again. The second cancels nothing:
//     the call is the other object's matter.
//   - A request's context that code cancels ends its Fetch; a deadline of the machine's clock is refused.
//
// What goes on after waiting enters through the input gate, within the critical section that it began in, in a turn of
// its own. In JavaScript it would be a microtask of the turn that brings the value: here other events of the object may
// come between, and what was written before is a commit of its own.
//
// # Recover
//
// Code whose incarnation has died ends by a panic: where it calls Abort, where a reset strikes it, where a crash finds it
// waiting. Its deferred functions run; in JavaScript no code would. Code that recovers calls panic again with what it
// got, where Unwinding says so. Code that goes on instead is harmless:
//
//   - State, Storage, stubs, sockets, cursors and the world itself panic again, in deferred functions too.
//   - The result of its handler is dropped: callers have got the reset's error.
//   - What it panics with is dropped, and so is a Goexit of it. After 1,000 recovers Goexit ends it.
//
// Only Go memory is out of reach: what such code does to variables that it shares with others stays.
//
// # What is different from the reference runtime
//
//   - CPU and memory count as code says that it uses them: what Go code takes is not measured.
//   - Where commits are on their way to the disk, each statement that a full database refuses loses its turn; otherwise
//     SQLite decides: see package sqlite [D10].
//   - A fetch overtakes the calls of its moment, and the calls of several stubs keep their order, only under profiles that
//     say so: elsewhere one stub is one line, and two have no order between them [C9, N9].
//   - Abort("") gives the runtime's own text; a redirect is the caller's to follow; an unknown method is refused by
//     the runtime's list, but "" is GET.
//   - The zero value of a ListOptions field is no option: Limit 0 is all. A list begins where it is ranged over.
//   - What a turn that dies has sent on a WebSocket is never delivered. The reference runtime delivers some of it where
//     the turn is an alarm's, or follows a timer in a call: its pump and its abort race [I18].
//   - What an error has beyond name, message and flags does not travel with it [B20].
//   - What a stream held before it was broken is read before its error. A reader that closes early gives the writer
//     ErrReaderClosed, whatever its reason.
//   - A stub does not travel: the callee makes one of its own from a name or an ID's text. The runtime passes stubs,
//     Requests and Headers in calls, and keeps Requests and Headers in storage; here an http.Request is refused, and an
//     http.Header is an object.
//   - Integers bind as INTEGER, because Go has them [F11].
//   - SetAlarm in a constructor is not refused to a class without a handler, nor in its BlockConcurrencyWhile.
//   - An alarm manager whose clock is ahead delivers too early, and the handler runs: the runtime lets it wait for
//     the object's clock [G9].
//   - No delivery is cancelled while a change of the alarm is on its way to the disk, although the row may be what the
//     disk has; and an alarm that has run is done for the manager once the disk has what replaces it, also where that is
//     not to be confirmed. An alarm set behind a run for its own millisecond rings, one set within it does not [G8, N2].
//   - Timers run in line, to the deadlock of blocks, only under profiles that say so [N1].
//   - DeleteAll takes the alarm along, as from compatibility date 2026-02-24 on; DeleteAllButAlarm is that of
//     before [E14].
//
// # Use
//
//	type counter struct{ st *durable.State }
//
//	func (c *counter) Increment(by int) (int, error) {
//		n, err := durable.Get[int](c.st.Storage.KV(), "n")
//		if err != nil && !errors.Is(err, durable.ErrNoKey) {
//			return 0, err
//		}
//		return n + by, c.st.Storage.KV().Put("n", n+by) // the answer leaves once the write is durable
//	}
//
//	world := sim.New(sim.Options{}) // of package actor/sim
//	rt := durable.New(world.World, platform.Workerd())
//	ns, err := rt.Namespace(durable.Class{Name: "Counter", New: newCounter})
//	n, err := durable.Call[int](ns.GetByName("a"), "Increment", 2)
//
// # Reading
//
// A value is read as a T or into what a pointer points to: Get and KV.Read, Attachment and DeserializeAttachment,
// Call and Stub.Call. An any gets its natural Go form (package clone). Names with Bytes give the wire format.
//
// A missing value is an error that errors.Is finds: ErrNoKey, ErrNoAlarm, ErrNoAttachment. A second result ok is for
// look-ups that cannot fail, such as ID.Name. A bool beside an error answers the question that was asked, as KV.Has and
// KV.Delete do. In a struct such as Sight a missing value is a zero field. Package alarms does the same (ErrNotFound).
//
// # In service
//
// The package is the same in a simulated and in a live world (package actor/live). For a live one there are options:
//
//	turn ──► COMMIT, not synced ──► commit n ──► replies that rest on it wait
//	              └─► WithBeside: one sync a database, beside the world ──► confirmed(n) ──► they leave
//	                  or, while others are synced, one for all of them: sqlite/commitlog
//
// WithDurability says what an answered commit survives. Commits that are made while a sync is under way share the next
// one. After a loss of power a runtime must open the folder before another program reads the databases. A sync that
// fails is never tried again: the object is reset and goes on from what is confirmed. WithOpenMax bounds
// how many databases are open: others are closed and come back at their next use. WithGrace lets objects go on for a
// while after a Deploy. WithPeers makes one of several runtimes side by side, whose objects call each other. Faults and
// profiles work as in a simulated world.
//
//	w := live.New(live.Options{})
//	rt := durable.New(w.World, p, durable.WithDir(dir), durable.WithBeside(w.Beside))
//
// # Trouble
//
// What fails in production fails here when it is asked for: WithFaults takes faults as values or texts,
//
//	commit.durable Counter/* nth=3 crash          the third commit is durable, and its caller gets no reply
//	stub.response p=2% error=L1                   now and then a reply is lost, though the call has run
//	object.turn if=await times=1 deploy=30s       a deploy in mid-call: the old code runs on without storage
//	stub.request if=call,!unsaved reorder=5s      another stub's call overtakes, in a state of the object
//	link Room/* if=socket partition=1s,3s,1m      cut off from its sockets, for a time drawn by quantiles
//	clock @client-* ahead=1ms..5s                 processes whose Runtime.Clock is ahead
//
// Points lists where, Catalogue what: each documented failure with its text, its flags, and whether the call may have
// run. Class.Isolate and Class.Next say who shares memory and what a deploy brings.
//
// # What runs out
//
// Code says what it uses: State.UseCPU occupies the object, State.Allocate fills the memory of its isolate, and a
// database really grows. Profile.CPUMax, MemoryMax, StorageMax and the limits of the queue say how much there is; what
// is beyond that ends as in production. SQL that does not end uses up the CPU too, counted in steps of SQLite, and is
// ErrSQLSteps where the profile has no limit. Faults use it up without the code's doing:
//
//	object.turn if=alarm cpu=20s                  a turn used so much more CPU: its commit is late, others wait
//	object.turn Room/* p=1% memory=64             a turn leaks 64 MiB: one too many resets the whole isolate
//	isolate p=30% slow=20ms..50ms                 bad luck with an isolate: all turns in there take longer
//	storage.op Counter/a nth=9 full=10m           the disk is full: SQLite's own error, and what it rolls back is lost
//	stub.request every=100 flood=200              200 other calls come first: the queue, or the rate, is over its limit
//
// A full disk is empty again when its time is over or other faults are set; a slow isolate lasts as long as the
// incarnation, as memory that leaks does.
//
// # Bodies
//
// The body of a request or response is in memory, unless it is a StreamReader: State.NewStream gives one, with the end
// that the object writes in later turns. Its bytes take the way of a reply: output gate, link, and partitions.
//
//	StreamWriter ─► source ─► output gate ─► link ─► target ─► StreamReader
//
// Source and target are pipes of at most StreamBytesMax: the writer waits for the reader. Bytes of bodies that an object
// has in memory count against Profile.MemoryMax. An object that answers with another's body passes it on without a turn
// of its own. What ends an incarnation breaks its bodies behind the bytes that had left (semantics H18, H21).
//
// # Cost
//
// Each object has a meter of what it would be billed for: requests, rows, the time it could not hibernate, storage.
// Runtime.Meter reads them all, Runtime.Cost makes a bill of them by a price table, which is data (prices.json), and
// Meter.Loops names the objects whose alarms keep themselves going.
//
// # Look
//
// Runtime.Inspect shows an object as it stands: gates, lines, coroutines, both copies of the alarm, and, in a runtime
// that remembers (Runtime.Remember), the rows that a crash would undo. Look is less of it and cheap, Query reads the
// database. None of them starts the object.
//
// # Rooms
//
// The files are in rooms. A file refers to its own room and to those above it, never to one below (TestRooms of
// cmd/detcheck). Above is an interface where something below must hear: delivery of an alarm's events, connections of
// what ends or cuts off WebSockets, streamBody and bodyTransfer of bodies, alarmManager, Host. New hands the runtime
// what implements them.
//
//	terms        IDs, errors, gates, frames: what the others speak of
//	incarnation  a turn, its commit and its end; the way of a call; faults
//	alarms       an alarm's delivery and its run; what the alarm manager has
//	storage      what code stores
//	streams      bodies that are written while they are read
//	sockets      WebSockets
//	waiting      several things at once, and sleep
//	outside      who looks at an object, and operates it
//	making       a runtime and its classes are put together
//
// # Ways
//
// A ► is a call, ~ a mailbox, a link, a timer or an interface (TestWalks of cmd/detcheck).
//
//	request rpc.go Stub.CallBytes ► stub.go Stub.request ► fault_stub.go Stub.send ► fault_link.go passage.deliver
//	  ► object.go object.deliver ► overload.go instance.overloaded ~instance.go instance.Receive
//	  ► backlog.go instance.take ► instance.go instance.turn ► instance.go instance.arrive
//	  ► instance.go instance.enter ► gate.go gate.open ~instance.go instance.begin ~rpc.go instance.invoke
//	  ~gohost.go goObject.Call
//	alarm durable/scheduler/scheduler.go Scheduler.Receive ~durable/scheduler/deliver.go Scheduler.arrive
//	  ~alarm_manager.go scheduled.Deliver ► object.go object.deliver ~instance.go instance.Receive
//	  ► backlog.go instance.take ► instance.go instance.turn ► instance.go instance.arrive
//	  ~alarm_run.go alarmRun.admit ~gate.go gate.open ~instance.go instance.begin ~alarm_run.go instance.ring
//	  ~gohost.go goObject.Alarm
//	fault instance.go instance.endTurn ► fault_object.go instance.turnStrikes ► fault_object.go instance.strikesIn
//	  ► fault.go object.faultIn ► fault.go object.ask ► actor/fault/plan.go Plan.Ask ~fault_object.go instance.obey
//	  ► fault_object.go instance.resetBy ► death.go instance.die
//
// # Where to add things
//
// What is known of the platform, its texts, numbers, failures and points, is package durable/platform: its doc says
// where to add them. A storage method: here and in package sqlite, and a call of instance.storage.
// Rule numbers such as G8 are those of durable/SEMANTICS.md, which names each rule's source and test; "workerd:" names
// the reference runtime.
//
// The package knows no servers and no machine: time, chance and trouble are the world's.
package durable

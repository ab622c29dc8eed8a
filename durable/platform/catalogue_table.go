package platform

import "slices"

// Where the errors of the catalogue may be asked for. An error that says that a call was never delivered has no place
// on the way back, and one that resets an object none on the way there.
var (
	atRequest  = []string{"stub.request"}
	atEdge     = []string{"stub.request", "stub.deliver", "stub.response"}
	atReset    = []string{"object.turn", "object.construct", "commit.durable"}
	atIsolate  = append(slices.Clone(atReset), "isolate")
	atStorage  = append([]string{"storage.op", "commit"}, atReset...)
	atOp       = []string{"storage.op"}
	atAnywhere = append(slices.Clone(atStorage), "stub.request", "stub.deliver", "stub.response", "object.activate",
		"alarm.arm", "alarm.later", "alarm.abandon")
)

const (
	catalogueDocs    = "docs, Troubleshooting and Error handling"
	catalogueSeen    = "seen in public repositories and logs; flags as their code treats them"
	catalogueCode    = "workerd source"
	unknownFlags     = "which flags it carries is not known: it is given none"
	executedNo       = "no"
	executedUnknown  = "unknown"
	executedYes      = "yes"
	textQuota        = " in Durable Objects free tier."
	textOverload     = "Durable Object is overloaded. "
	textCodeUpdated  = "The Durable Object's code has been updated, this version can no longer access storage."
	TextDepth        = "Subrequest depth limit exceeded. This request recursed through Workers too many times. This can happen e.g. if you have a Worker or Durable Object that calls other Workers or objects recursively."
	textCacheFull    = "Durable Object's isolate exceeded its memory limit due to overflowing the storage cache. This could be due to writing too many values to storage without stopping to wait for writes to complete, or due to reading too many values in a single operation (e.g. a large list()). All objects in the isolate were reset."
	TextTargetGone   = "The execution context which hosts this callback is no longer running."
	TextQueueDepth   = textOverload + "Too many requests queued."
	TextQueueBytes   = textOverload + "Too much data queued."
	TextQueueAge     = textOverload + "Requests queued for too long."
	TextQueueRate    = textOverload + "Too many requests for the same object within a 10 second window."
	textStorageReset = "Internal error in Durable Object storage caused object to be reset; reference = X"
)

// catalogue is the rows, in order. What a row says of the platform is what the documentation, workerd's source or many
// public logs say; no rates are published for any of them.
var catalogue = slices.Concat(callFailures, resetFailures, lifeFailures, alarmFailures, ruleFailures)

// callFailures befall a call on its way.
var callFailures = []Failure{
	{
		Code: "L1", Name: "network-lost", Text: TextLost, Retryable: true, Executed: executedUnknown,
		At: append(slices.Clone(atEdge), "alarm.arm", "alarm.later", "alarm.abandon", "socket"), Source: catalogueDocs,
		About: "the link between caller and object is cut, before delivery (a), before the handler's end (b), or after the commit and before the reply (c); the object runs on; partition=D keeps it from some peers or all for D, in both directions",
		Faults: []string{
			"stub.request nth=2 error=L1", "stub.deliver nth=2 error=L1", "stub.response nth=2 error=L1",
			"commit.durable nth=2 crash", "link Obj/a nth=3 partition=100ms",
		},
	},
	{
		Code: "L2", Name: "resolve-transient", Retryable: true, Executed: executedNo,
		Text: "Cannot resolve Durable Object due to transient issue on remote node.",
		At:   append(slices.Clone(atRequest), "object.activate"), Source: catalogueSeen,
		About: "the object is not found for a moment; nothing is delivered", Faults: []string{"stub.request nth=2 error=L2"},
	},
	{
		Code: "L3b", Name: "script-upgraded", Executed: executedNo, At: atRequest, Source: catalogueSeen,
		Text:   "This script has been upgraded. Please send a new request to connect to the new version.",
		About:  "the stub is bound to a version of the script that is gone; " + unknownFlags,
		Faults: []string{"stub.request nth=2 error=L3b"},
	},
	{
		Code: "L4", Name: "overloaded", Text: TextQueueDepth, Overloaded: true, Executed: executedNo, At: atRequest,
		Source: catalogueDocs, Faults: []string{"stub.request nth=2 error=L4", "stub.request nth=3 flood=60"},
		About: "more requests wait than the object's queue holds (Profile.QueueMax); the numbers are not published",
	},
	{
		Code: "L4b", Name: "overloaded-bytes", Text: TextQueueBytes, Overloaded: true, Executed: executedNo,
		At: atRequest, Source: catalogueDocs, Faults: []string{"stub.request nth=2 error=L4b", "stub.request nth=2 flood=40"},
		About: "more bytes wait than the object's queue holds (Profile.QueueBytesMax)",
	},
	{
		Code: "L4c", Name: "overloaded-age", Text: TextQueueAge, Overloaded: true, Executed: executedNo,
		At: atRequest, Source: catalogueDocs, Faults: []string{"stub.request nth=2 error=L4c", "object.turn nth=2 cpu=20s"},
		About: "the oldest request has waited for too long (Profile.QueueAgeMax)",
	},
	{
		Code: "L4d", Name: "overloaded-rate", Text: TextQueueRate, Overloaded: true, Executed: executedNo,
		At: atRequest, Source: catalogueDocs, Faults: []string{"stub.request nth=2 error=L4d", "stub.request nth=3 flood=200"},
		About: "too many requests for one object within 10 s (Profile.RateMax)",
	},
	{
		Code: "L5", Name: "account-load", Executed: executedNo, At: append(slices.Clone(atRequest), "object.activate"),
		Text:   "Your account is generating too much load on Durable Objects. Please back off and try again later.",
		Source: catalogueDocs, About: "too many look-ups of new objects; " + unknownFlags,
		Faults: []string{"stub.request nth=2 error=L5", "object.activate nth=1 error=L5"},
	},
	{
		Code: "L6", Name: "account-storage", Executed: executedYes, At: atOp, Source: catalogueDocs,
		Text:   "Your account is doing too many concurrent storage operations. Please back off and try again later.",
		About:  "a storage operation is refused, and the object's code gets the error; " + unknownFlags,
		Faults: []string{"storage.op nth=3 error=L6"},
	},
}

// resetFailures end an incarnation.
var resetFailures = []Failure{
	{
		Code: "L3", Name: "code-updated", Text: "Durable Object reset because its code was updated.",
		Retryable: true, DurableObjectReset: true, Executed: executedUnknown,
		At: atReset, Source: catalogueSeen,
		About:  "a deploy reaches the object, seconds to minutes later than others; deploy=D lets the old incarnation run on for D without storage",
		Faults: []string{"object.turn nth=2 reset=L3", "object.turn nth=1 if=await deploy=30s"},
	},
	{
		Code: "L3c", Name: "code-updated-storage", Text: textCodeUpdated, Class: "TypeError", Executed: executedYes,
		At: atOp, Source: "docs, Known issues", About: "what a storage operation throws in an incarnation that a deploy has overtaken",
		Faults: []string{"storage.op nth=3 error=L3c", "object.turn nth=1 if=await deploy=30s"},
	},
	{
		Code: "L7", Name: "storage-timeout", Text: TextStorageTimeout, Overloaded: true, DurableObjectReset: true,
		Executed: executedUnknown, At: atStorage, Source: "workerd: HooksImpl::makeTimeoutPromise; seen in public logs",
		About:  "a commit is not confirmed within 30 s; whether it is on the disk is not known, and drawn",
		Faults: []string{"commit nth=2 stuck", "commit nth=2 delay=31s", "storage.op nth=3 error=L7"},
	},
	{
		Code: "L8", Name: "storage-write", Text: TextStorageWrite, DurableObjectReset: true,
		Executed: executedUnknown, At: atStorage, Source: catalogueCode + " ActorCache; " + catalogueSeen,
		About:  "a commit fails: the output gate breaks, and what it held is never said",
		Faults: []string{"commit nth=2 error=L8"},
	},
	{
		Code: "L9", Name: "storage-internal", Text: textStorageReset, DurableObjectReset: true,
		Executed: executedUnknown, At: atStorage, Source: catalogueSeen,
		About: "the database fails in an operation", Faults: []string{"storage.op nth=3 error=L9", "commit nth=2 error=L9"},
	},
	{
		Code: "L9b", Name: "storage-delete-all", DurableObjectReset: true, Executed: executedUnknown,
		Text: "Internal error in Durable Object storage deleteAll() caused object to be reset; reference = X",
		At:   atOp, Source: catalogueCode, About: "the database fails in deleteAll()",
		Faults: []string{"storage.op if=deleteall error=L9b"},
	},
	{
		Code: "L10", Name: "storage-start", Retryable: true, DurableObjectReset: true, Executed: executedNo,
		Text: "Internal error while starting up Durable Object storage caused object to be reset.",
		At:   []string{"object.activate"}, Source: catalogueSeen,
		About:  "the database cannot be opened, and the constructor does not run; a new stub may succeed",
		Faults: []string{"object.activate nth=1 error=L10"},
	},
	{
		Code: "L11", Name: "moved", Text: "cannot access storage because object has moved to a different machine",
		Retryable: true, DurableObjectReset: true, Executed: executedUnknown, At: atStorage, Source: catalogueSeen,
		About:  "an incarnation that another machine has replaced touches its storage",
		Faults: []string{"storage.op nth=3 error=L11", "object.turn nth=1 if=await double=1m0s"},
	},
	{
		Code: "L12", Name: "memory", Text: "Durable Object's isolate exceeded its memory limit and was reset.",
		Overloaded: true, DurableObjectReset: true, Executed: executedUnknown, At: atIsolate, Source: catalogueSeen, counts: true,
		About:  "all objects of the isolate are reset: those of classes with one Class.Isolate, which together hold more than Profile.MemoryMax (State.Allocate, calls under way, what memory=MiB leaks); an alarm uses up a retry",
		Faults: []string{"object.turn nth=2 reset=L12", "object.turn memory=64", "isolate nth=2 reset=L12"},
	},
	{
		Code: "L12b", Name: "storage-cache", Text: textCacheFull, Overloaded: true, DurableObjectReset: true,
		Executed: executedUnknown, At: atReset, Source: catalogueCode + " ActorCache", counts: true,
		NotBuilt: "its cause, the cache of the legacy key-value backend, is not built: only its effect can be asked for",
		About:    "as memory: all objects of the isolate are reset", Faults: []string{"object.turn nth=2 reset=L12b"},
	},
	{
		Code: "L13", Name: "cpu", Text: "Durable Object exceeded its CPU time limit and was reset.",
		DurableObjectReset: true, Executed: executedUnknown, At: atIsolate, Source: catalogueDocs, counts: true,
		About:  "more CPU than Profile.CPUMax since the last event began (State.UseCPU, TurnTime, endless SQL, cpu=D); an alarm uses up a retry",
		Faults: []string{"object.turn nth=2 reset=L13", "object.turn nth=2 cpu=31s", "isolate nth=2 reset=L13"},
	},
	{
		Code: "L14", Name: "disk-full", Text: "database or disk is full: SQLITE_FULL", Executed: executedYes,
		At: atOp, Source: catalogueCode,
		About:  "a statement fails, and the object's code gets the error; where SQLite has rolled back its transaction the object is reset at the end of the turn (Profile.StorageMax, full)",
		Faults: []string{"storage.op nth=3 error=L14", "storage.op nth=3 full"},
	},
	{
		Code: "L15", Name: "inactive", Executed: executedUnknown, At: append(slices.Clone(atReset), "stub.deliver", "stub.response"), Source: catalogueSeen,
		Text:   "Connection closed: this Durable Object instance is no longer active. Reconnect or retry the request.",
		About:  "the caller held a connection to an incarnation that has shut down; " + unknownFlags,
		Faults: []string{"object.turn nth=2 reset=L15"},
	},
	{
		Code: "L18", Name: "internal", Text: "internal error; reference = X", Executed: executedUnknown, At: atAnywhere,
		Source: catalogueCode + " worker-entrypoint", About: "any bug of the platform, anywhere",
		Faults: []string{"stub.response nth=2 error=L18", "object.turn nth=2 reset=L18", "commit nth=2 error=L18"},
	},
	{
		Code: "L19", Name: "grace", Text: "Grace period complete", Executed: executedUnknown, At: []string{"stub.deliver", "stub.response"},
		Source: "seen in issue threads", Faults: []string{"object.turn nth=1 if=await deploy=2s", "stub.response nth=2 error=L19"},
		About: "what is in flight at a deploy may go on for 30 s and is then cut; " + unknownFlags,
	},
}

// lifeFailures are troubles of incarnations and of sockets that callers see little of.
var lifeFailures = []Failure{
	{
		Code: "L16", Name: "socket-reset", Text: "Durable Object connection closed because the object was reset.",
		Executed: executedUnknown, At: []string{"socket"}, Source: catalogueSeen,
		About:  "a WebSocket through an object that is reset; " + unknownFlags,
		Faults: []string{"socket nth=2 error=L16"},
	},
	{
		Code: "L17", Name: "socket-lost", Source: "probe of workerd 2026-07-30", Text: TextNoClose,
		About: "a WebSocket ends without a close frame, 1006 and not clean: only the server notices (a), only the client (b), neither until it sends (c), or both",
		Faults: []string{
			"socket nth=2 break=server", "socket nth=2 break=client", "socket nth=2 break=neither", "socket nth=2 break=both",
			"link nth=1 if=socket partition=5s",
		},
	},
	{
		Code: "L20", Name: "double-incarnation", Source: "docs, Known issues",
		About:  "two incarnations run at once; the old one computes with stale memory until it touches its storage (L11), and what it said on unconfirmed writes never leaves",
		Faults: []string{"object.turn nth=1 if=await double=1m0s"},
	},
	{
		Code: "L21", Name: "eviction", Source: sourceHibernate, Executed: executedYes,
		About: "memory is lost as soon as nothing is in flight; the next event starts anew", Faults: []string{"object.turn nth=2 evict", "object.turn nth=2 evict=close"},
	},
	{
		Code: "L22", Name: "hibernation", Source: sourceHibernate, Executed: executedYes,
		About:  "as eviction, with sockets: they stay, and the constructor runs before the next frame",
		Faults: []string{"object.turn nth=1 if=socket evict", "object.turn nth=1 if=socket hibernate"},
	},
	{
		Code: "L28", Name: "broken-stub", Source: "probe of workerd 2026-07-30", Executed: executedNo,
		About: "a stub bound to an incarnation that was reset gives the same error for ever", Faults: []string{"object.turn nth=2 reset=L3"},
	},
	{
		Code: "L29", Name: "dead-target", Text: TextTargetGone, Executed: executedNo, At: []string{"stub.response"},
		Source: "probe of workerd 2026-07-30", About: "a call of an RpcTarget whose incarnation is gone",
		Faults: []string{"stub.response nth=2 error=L29"}, NotBuilt: "RpcTarget is not built: only its error can be asked for",
	},
	{
		Code: "L30", Name: "caller-cancelled", Source: catalogueCode, Executed: executedYes,
		About: "the caller goes away; the handler runs on, and its reply reaches nobody", Faults: []string{"stub.response nth=2 drop"},
	},
	{
		Code: "L31", Name: "block-timeout", Text: textBlockTimeout, Overloaded: true, DurableObjectReset: true,
		Executed: executedUnknown, Source: "probe of workerd 2026-07-30",
		About:  "a blockConcurrencyWhile takes more than 30 s, for example because what it calls is slow",
		Faults: []string{"stub.request Obj/b delay=31s"},
	},
	{
		Code: "L32", Name: "constructor-loop", Source: "probe of workerd 2026-07-30", Executed: executedNo,
		About: "the constructor fails for each fresh stub: the object's own doing, by a Class.New that returns an error",
	},
	{
		Code: "L33", Name: "quota-requests", Text: "Exceeded allowed volume of requests" + textQuota, Executed: executedNo,
		At: atRequest, Source: catalogueSeen, Faults: []string{"stub.request nth=2 error=L33"},
		About: "the free tier's daily quota; " + unknownFlags, NotBuilt: "quotas are not counted: only the error can be asked for",
	},
	{
		Code: "L33b", Name: "quota-duration", Text: "Exceeded allowed duration" + textQuota, Executed: executedNo,
		At: atRequest, Source: catalogueSeen, Faults: []string{"stub.request nth=2 error=L33b"},
		About: "as L33", NotBuilt: "quotas are not counted: only the error can be asked for",
	},
	{
		Code: "L33c", Name: "quota-rows-read", Text: "Exceeded allowed rows read" + textQuota, Executed: executedYes,
		At: atOp, Source: catalogueSeen, Faults: []string{"storage.op nth=3 error=L33c"},
		About: "as L33", NotBuilt: "quotas are not counted: only the error can be asked for",
	},
	{
		Code: "L33d", Name: "quota-rows-written", Text: "Exceeded allowed rows written" + textQuota, Executed: executedYes,
		At: atOp, Source: catalogueSeen, Faults: []string{"storage.op nth=3 error=L33d"},
		About: "as L33", NotBuilt: "quotas are not counted: only the error can be asked for",
	},
	{
		Code: "L34", Name: "depth", Text: TextDepth, Executed: executedNo, At: atRequest, Source: catalogueSeen,
		About:  "objects that call objects too deeply (Profile.DepthMax); production's number is not known",
		Faults: []string{"stub.request nth=2 error=L34"},
	},
	{
		Code: "L35", Name: "partial-fan-out", Source: catalogueDocs, Executed: executedUnknown,
		About:  "some calls of a batch fail, others do not",
		Faults: []string{"stub.request Obj/b error=L1", "link Obj/b nth=1 partition=100ms"},
	},
	{
		Code: "L36", Name: "reordering", Source: catalogueDocs, Executed: executedYes,
		About:  "calls by different stubs arrive in any order, those by one in theirs",
		Faults: []string{"stub.request nth=2 reorder=5s", "stub.request nth=2 delay=1s"},
	},
	{
		Code: "L37", Name: "runtime-retry", Source: "docs, Automatic retries", Executed: executedYes,
		About:    "the runtime tries a call again, and the method's body runs twice",
		NotBuilt: "the runtime's rules for its own retries are not built: only the second run can be asked for",
		Faults:   []string{"stub.request nth=2 twice"},
	},
	{
		Code: "L38", Name: "mixed-versions", Remote: true, Class: "TypeError", Executed: executedNo, Source: catalogueDocs,
		Text:   `The RPC receiver does not implement the method "Legacy".`,
		About:  "a deploy reaches some objects and others not yet: a deployed one is made by Class.Next, and a method that only one version has is unknown to the other; Legacy stands for its name",
		Faults: []string{"object.turn Obj/b nth=1 if=end deploy=30s"},
	},
	{
		Code: "L40", Name: "socket-timeout", Text: TextTimeout, Retryable: true, Remote: true, DurableObjectReset: true,
		Executed: executedUnknown, Source: "measured on workerd 2026-07-30",
		About:  "a socket's handler takes longer than its limit, State.SetHibernatableWebSocketEventTimeout",
		Faults: []string{"stub.request Obj/b delay=31s"},
	},
	{
		Code: "L41", Name: "constraint", Source: "probe of workerd 2026-07-30", Executed: executedYes,
		Text:  TextConstraint + "FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)",
		About: "a deferred constraint is violated at the commit: the object's own doing",
	},
	{
		Code: "L42", Name: "storage-gone", Text: textStorageGone, Executed: executedYes, At: atOp, Source: catalogueCode,
		About:  "code that still runs after its incarnation was shut down touches storage",
		Faults: []string{"storage.op nth=3 error=L42"},
	},
	{
		Code: "L43", Name: "isolate-mates", Source: catalogueDocs, Executed: executedUnknown,
		About: "an object is reset because another of its isolate was (Class.Isolate)", Faults: []string{"object.turn Obj/b nth=2 reset=L12", "object.turn Obj/b nth=1 memory=200"},
	},
	{
		Code: "L44", Name: "d1", Source: catalogueSeen, About: "the same families with \"D1 DB\" for \"Durable Object\"",
		NotBuilt: "D1 is not built",
	},
}

// alarmFailures are troubles of alarms, which nobody is told of. Those that part the object's copy from the manager's
// say how both stand, and what brings them together again. What package alarms makes of each is in its
// TestAlarmTroubles.
var alarmFailures = []Failure{
	{
		Code: "L23", Name: "alarm-twice", Source: "docs, Alarms", About: "the handler runs twice for one time: the machine is lost between its end and the commit",
		Faults: []string{"alarm.ack nth=1 crash"},
		Copies: "both as before the run; in the second run getAlarm is null again", Heals: "by the second run",
	},
	{
		Code: "L24", Name: "alarm-late", Source: "docs, Alarms: up to a minute", About: "maintenance or failover delays the alarm",
		Faults: []string{"alarm.deliver nth=1 delay=1m0s"},
		Copies: "getAlarm names a time that has passed; the manager has begun it", Heals: "when it comes",
	},
	{
		Code: "L24b", Name: "alarm-early", Source: "assumed: clocks differ; workerd waits for its own clock (AlarmScheduler::checkTimestamp)",
		About:  "the clocks of object and manager differ: the handler runs before its time by the object's clock",
		Faults: []string{"alarm.timer nth=1 early=5s", "clock nth=1 behind=5s"},
		Copies: "as at any run, but that scheduledTime is ahead of the object's now", Heals: "nothing is to heal",
	},
	{
		Code: "L25", Name: "alarm-failover", Source: "docs, Alarms", About: "the machine is lost while the handler runs: it begins anew, and retryCount stays 0",
		Faults: []string{"object.turn nth=1 if=alarm crash"},
		Copies: "both as before the run, with what the handler had committed", Heals: "by the next try, after 2 s doubling to 1024 s",
	},
	{
		Code: "L25b", Name: "alarm-restart", Source: "workerd: AlarmScheduler::loadAlarmsFromDb",
		About:  "the manager restarts between two tries: retryCount begins at 0 again, and so do backoff and the six tries",
		Faults: []string{"alarm.retry nth=1 restart"},
		Copies: "both go on naming the time; the next try comes at once", Heals: "by the next try",
	},
	{
		Code: "L26", Name: "alarm-dropped", Source: "workerd: AlarmScheduler; docs, Alarms",
		About:  "the alarm is given up after six counted retries, and nobody is told",
		Faults: []string{"object.turn if=alarm reset=L13"},
		Copies: "getAlarm is null; the manager has nothing", Heals: "never: by the next setAlarm",
	},
	{
		Code: "L26b", Name: "alarm-lost", Source: "iterate#2520: a lost re-arm, recovered by luck after 136 s; workerd#3566, workers-sdk#5948: no alarms after a reload",
		About:  "the manager loses the alarm: on the way to the object, or when it was asked for and had said yes",
		Faults: []string{"alarm.deliver nth=1 drop", "alarm.arm nth=1 drop"},
		Copies: "getAlarm goes on naming it; the manager has nothing",
		Heals:  "never: by setAlarm to another time; the same time is no change, and neither a read nor a new incarnation looks",
	},
	{
		Code: "L26c", Name: "alarm-abandoned", Source: "workerd: AlarmScheduler::abandonAlarm, ActorSqlite::abandonAlarm",
		About:  "the manager gives the alarm up before its tries are used, as after ctx.abort with retryAlarm: false",
		Faults: []string{"alarm.retry nth=1 abandon"},
		Copies: "getAlarm is null, unless another time was set; the manager has nothing", Heals: "never: by the next setAlarm",
	},
	{
		Code: "L26d", Name: "alarm-stuck", Source: "workerd: AlarmScheduler::abandonAlarm keeps the entry, which has no task any more",
		About:  "the alarm is given up, and the object cannot be told: the manager keeps an entry that it never tries again, and what is set after that waits behind it",
		Faults: []string{"alarm.abandon nth=1 error=L1"},
		Copies: "getAlarm goes on naming it, or what was set since; the manager's entry is finished and has no timer",
		Heals:  "by the manager's restart; or by deleteAlarm, durable, and setAlarm after it; not by setAlarm alone",
	},
	{
		Code: "L27", Name: "alarm-spurious", Source: "workerd: ActorSqlite", About: "a crash after the manager has heard of an earlier time and before the disk has: the object is woken, and goes on waiting",
		Faults: []string{"alarm.armed nth=2 crash"},
		Copies: "getAlarm names the later time; the manager has the earlier", Heals: "by the wake, which finds it out",
	},
	{
		Code: "L27b", Name: "alarm-stale", Source: "workerd until 2025-11-26: ActorSqlite::commitImpl; cured by its alarmVersion",
		About:  "a commit reaches the disk when the alarm has changed since, and tells the manager its own, later or none: an earlier alarm, or the next one behind a deferred delete, is lost",
		Faults: []string{"alarm.sync nth=1 if=changed stale"},
		Copies: "getAlarm names the right time; the manager has a later one, or nothing",
		Heals:  "by the next write of the same incarnation, whatever it writes; after that by setAlarm to another time; late, when the manager's time comes",
	},
	{
		Code: "L27c", Name: "alarm-overtaken", Source: "workerd: ActorSqlite::startPrecommitAlarmScheduling says what it waits for",
		About:  "the word of a deferred delete, or of a later time, is made again behind the next alarm, and the manager takes it for the newest",
		Faults: []string{"alarm.later nth=1 if=none reorder=5s"},
		Copies: "getAlarm names the right time; the manager has a later one, or nothing",
		Heals:  "never, or when the manager's time comes: by setAlarm to another time",
	},
	{
		Code: "L27d", Name: "alarm-chain", Source: "workerd until 2026-04-13: ActorSqlite's alarmLaterChain, unbounded; here the newest of 1000",
		About:  "each move to a later time waits for the answer to the one before: the manager lags, wakes the object for times long past, and an earlier alarm waits with all that the object says",
		Faults: []string{"alarm.sync chain"},
		Copies: "getAlarm names the right time; the manager has an earlier one", Heals: "when the chain has run out",
	},
	{
		Code: "L27e", Name: "alarm-same-time", Source: sourceSameTime,
		About:  "the handler sets its alarm for the very time it runs for, and succeeds: nothing is written, and the manager drops its entry; the object's own doing, unless Profile.SameTimeRearms",
		Copies: "getAlarm goes on naming it; the manager has nothing", Heals: "never: by setAlarm to another time",
	},
	{
		Code: "L39", Name: "alarm-wall", Text: TextAlarmWall, Overloaded: true, DurableObjectReset: true, Source: catalogueCode,
		About:  "an alarm handler takes more than 15 minutes: its object is reset, and a retry is used up; the handler's own doing, or that of what it calls",
		Faults: []string{"stub.request Obj/b delay=20m0s"},
		Copies: "both as before the run, with what the handler had committed", Heals: "by the next try, six times",
	},
}

// ruleFailures are no failures but what can be relied on in all of them.
var ruleFailures = []Failure{
	{
		Code: "L45", Name: "executed", Source: catalogueDocs,
		About: "which errors say that a call was not executed: the rows with Executed \"no\"; none says that it was committed",
	},
	{
		Code: "L46", Name: "fence", Source: catalogueCode, Faults: []string{"commit.durable nth=2 crash"},
		About: "after any reset what was said is a part of what is durable; the reverse, durable and not said, is the hard case",
	},
}

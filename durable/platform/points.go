package platform

import (
	"slices"

	"dolab/actor/fault"
)

// The points.
const (
	AtLink            = "link"
	AtStubRequest     = "stub.request"
	AtStubDeliver     = "stub.deliver"
	AtStubResponse    = "stub.response"
	AtObjectActivate  = "object.activate"
	AtIsolate         = "isolate"
	AtObjectConstruct = "object.construct"
	AtObjectTurn      = "object.turn"
	AtStorageOp       = "storage.op"
	AtCommit          = "commit"
	AtCommitDurable   = "commit.durable"
	AtAlarmArm        = "alarm.arm"
	AtAlarmArmed      = "alarm.armed"
	AtAlarmSync       = "alarm.sync"
	AtAlarmLater      = "alarm.later"
	AtAlarmTimer      = "alarm.timer"
	AtAlarmDeliver    = "alarm.deliver"
	AtAlarmAck        = "alarm.ack"
	AtAlarmRetry      = "alarm.retry"
	AtAlarmAbandon    = "alarm.abandon"
	AtAlarmManager    = "alarm.manager"
	AtSocketIn        = "socket.in"
	AtSocketOut       = "socket.out"
	AtSocket          = "socket"
	AtClock           = "clock"
)

// What faults do. Points says where each is possible and what stands behind it.
const (
	DoPartition fault.Kind = "partition"
	DoError     fault.Kind = "error"
	DoDrop      fault.Kind = "drop"
	DoDelay     fault.Kind = "delay"
	DoTwice     fault.Kind = "twice"
	DoReorder   fault.Kind = "reorder"
	DoFlood     fault.Kind = "flood"
	DoSlow      fault.Kind = "slow"
	DoReset     fault.Kind = "reset"
	DoCrash     fault.Kind = "crash"
	DoEvict     fault.Kind = "evict"
	DoHibernate fault.Kind = "hibernate"
	DoDeploy    fault.Kind = "deploy"
	DoDouble    fault.Kind = "double"
	DoCPU       fault.Kind = "cpu"
	DoMemory    fault.Kind = "memory"
	DoFull      fault.Kind = "full"
	DoStuck     fault.Kind = "stuck"
	DoStale     fault.Kind = "stale"
	DoChain     fault.Kind = "chain"
	DoEarly     fault.Kind = "early"
	DoAbandon   fault.Kind = "abandon"
	DoRestart   fault.Kind = "restart"
	DoBreak     fault.Kind = "break"
	DoAhead     fault.Kind = "ahead"
	DoBehind    fault.Kind = "behind"
)

// The conditions of points, of which each knows some; IfStored takes a key.
const (
	IfCall      fault.Condition = "call"
	IfFetch     fault.Condition = "fetch"
	IfAlarm     fault.Condition = "alarm"
	IfSocket    fault.Condition = "socket"
	IfAwait     fault.Condition = "await"
	IfEnd       fault.Condition = "end"
	IfConstruct fault.Condition = "construct"
	IfWrite     fault.Condition = "write"
	IfRead      fault.Condition = "read"
	IfDeleteAll fault.Condition = "deleteall"
	IfChanged   fault.Condition = "changed"
	IfAsking    fault.Condition = "asking"
	IfSet       fault.Condition = "set"
	IfNone      fault.Condition = "none"
	IfCounted   fault.Condition = "counted"
	IfUncounted fault.Condition = "uncounted"
	IfText      fault.Condition = "text"
	IfBinary    fault.Condition = "binary"
	IfClose     fault.Condition = "close"
	IfClient    fault.Condition = "client"
	IfObject    fault.Condition = "object"
	IfManager   fault.Condition = "manager"
	IfArmed     fault.Condition = "armed"
	IfSockets   fault.Condition = "sockets"
	IfUnsaved   fault.Condition = "unsaved"
	IfBusy      fault.Condition = "busy"
	IfStored    fault.Condition = "stored:"
)

// Points returns the places that ask for trouble, in the order in which a call passes them, and what may happen there.
// Whom, in a fault, is the label of the object that is called, runs or owns the socket, "Class/name"; for link it is
// the object at either end. At clock it may also be who is no object: "@alarms", "@NAME".
//
// Of the kinds of trouble, cpu= is what a turn has used besides, and memory= are MiB that it leaks. Evict and
// hibernate take the object out of memory as soon as it is quiet; evict=close closes its sockets with it, hibernate
// waits for connections to other objects. Flood= are calls that arrive just before one. A disk that is full stays so
// for its time, or until other faults are set.
func Points() fault.Points {
	kinds, frames := []string{"call", "fetch"}, []string{"text", "binary", "close"}
	return fault.Points{
		point("link", "something is about to travel between the object and a client, another object, the alarm manager or a"+
			" socket's client, either way: from now on nothing does, with those that if= names or with all of them",
			[]string{"partition="}, Peers),
		point("stub.request", "a call is on its way to its object",
			[]string{"error=", "drop", "delay=", "twice", "reorder=", "flood="}, kinds),
		point("stub.deliver", "a call has reached its object, whose handler begins: the caller hears now, the handler runs on",
			[]string{"error="}, kinds),
		point("stub.response", "the answer is on its way back", []string{"error=", "drop", "delay="}, kinds),
		point("object.activate", "an object that is not in memory has an event",
			[]string{"error=", "delay="}, []string{"call", "fetch", "alarm", "socket"}),
		point("isolate", "an incarnation begins, and this is the isolate it is in", []string{"slow=", "reset="}, nil),
		point("object.construct", "the constructor is about to run", []string{"crash", "reset="}, nil),
		point("object.turn", "code of the object has run in a turn, which is not committed: until its end or an await",
			[]string{"crash", "reset=", "evict", "evict=", "hibernate", "deploy=", "double=", "cpu=", "memory="},
			[]string{"await", "end", "alarm", "call", "fetch", "socket", "construct", "write"}),
		point("storage.op", "the object asks its storage for something", []string{"error=", "full", "full="},
			[]string{"read", "write", "alarm", "deleteall"}),
		point("commit", "a commit is issued, and the disk has not answered",
			[]string{"crash", "error=", "delay=", "stuck"}, nil),
		point("commit.durable", "a commit is durable, and nothing that rests on it has been said",
			[]string{"crash", "reset="}, nil),
		point("alarm.arm", "the wish for an earlier alarm is on its way to the manager, before the commit",
			[]string{"error=", "delay=", "drop"}, nil),
		point("alarm.armed", "the manager knows the earlier alarm, and the disk does not", []string{"crash"}, nil),
		point("alarm.sync", "a commit is durable whose alarm is later, or none, than what the manager has",
			[]string{"stale", "chain"}, []string{"changed", "asking", "set", "none"}),
		point("alarm.later", "the wish for a later alarm, or none, is on its way to the manager, after the commit",
			[]string{"error=", "delay=", "drop", "reorder="}, []string{"set", "none"}),
		point("alarm.timer", "the manager sets its timer for an alarm", []string{"early="}, nil),
		point("alarm.deliver", "the manager wakes the object", []string{"drop", "delay=", "twice"}, nil),
		point("alarm.ack", "the handler has ended, and nothing of that is durable", []string{"drop", "delay=", "crash"}, nil),
		point("alarm.retry", "a try has failed, and the manager is about to wait for the next",
			[]string{"abandon", "restart"}, []string{"counted", "uncounted"}),
		point("alarm.abandon", "the manager has given the alarm up, and tells the object",
			[]string{"error=", "delay="}, nil),
		point("alarm.manager", "the manager has done something for the object", []string{"restart"}, nil),
		point("socket.in", "a frame is on its way to the object", []string{"drop", "delay="}, frames),
		point("socket.out", "a frame is on its way to the client", []string{"drop", "delay="}, frames),
		point("socket", "a frame is about to be sent, either way", []string{"break=", "error="}, frames),
		point("clock", "an incarnation begins, @alarms, the alarm manager, starts, or @NAME, a process, asks for its Clock:"+
			" it is ahead of the world's, or behind", []string{"ahead=", "behind="}, nil),
	}
}

// point is a Point with the names that its kinds of trouble take.
func point(name, about string, do, conditions []string) fault.Point {
	p := fault.Point{
		Others: name == "clock",
		Name:   name, About: about, Do: do, If: slices.Concat(conditions, states), One: oneOf[name],
		Names: map[string][]string{}, Counts: []string{"memory=", "flood="},
	}
	for _, kind := range do {
		switch kind {
		case "error=", "reset=":
			p.Names[kind] = failuresAt(name)
		case "break=":
			p.Names[kind] = []string{"client", "server", "both", "neither"}
		case "evict=":
			p.Names[kind] = []string{"close"}
		}
	}
	return p
}

// peerNames are the conditions of a link: who is at its other end.
var Peers = []string{"client", "object", "manager", "socket"}

// states are the conditions about an object that each point knows, whether the object is in memory or not.
var states = []string{
	"armed",   // its disk has an alarm
	"sockets", // it has accepted sockets
	"unsaved", // a commit of it is not durable yet
	"busy",    // more than one event is in flight
	"stored:", // it sees a value under this key of its key-value storage
}

// oneOf are the conditions of a point of which exactly one holds; "" stands for what has no name.
var oneOf = map[string][][]string{
	"link":            {Peers},
	"stub.request":    {{"call", "fetch"}},
	"stub.deliver":    {{"call", "fetch"}},
	"stub.response":   {{"call", "fetch"}},
	"object.activate": {{"call", "fetch", "alarm", "socket"}},
	"object.turn":     {{"await", "end"}, {"call", "fetch", "alarm", "socket", "construct", ""}},
	"storage.op":      {{"read", "write", "alarm", "deleteall"}},
	"alarm.sync":      {{"set", "none"}},
	"alarm.later":     {{"set", "none"}},
	"alarm.retry":     {{"counted", "uncounted"}},
	"socket.in":       {{"text", "binary", "close"}},
	"socket.out":      {{"text", "binary", "close"}},
	"socket":          {{"text", "binary", "close"}},
}

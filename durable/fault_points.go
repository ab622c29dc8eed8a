package durable

import "dolab/actor"

// Points returns the places that ask for trouble, in the order in which a call passes them, and what may happen there.
// Whom, in a fault, is the label of the object that is called, runs or owns the socket: "Class/name".
func Points() actor.Points {
	kinds := []string{"call", "fetch"}
	return actor.Points{
		point("stub.request", "a call is on its way to its object", []string{"error=", "drop", "delay=", "twice"}, kinds),
		point("stub.response", "the answer is on its way back", []string{"error=", "drop", "delay="}, kinds),
		point("object.activate", "an object that is not in memory has an event",
			[]string{"error=", "delay="}, []string{"call", "fetch", "alarm", "socket"}),
		point("object.construct", "the constructor is about to run", []string{"crash", "reset="}, nil),
		point("object.turn", "code of the object has run in a turn, which is not committed: until its end or an await",
			[]string{"crash", "reset=", "evict", "deploy=", "double="},
			[]string{"await", "end", "alarm", "call", "fetch", "socket", "construct", "write"}),
		point("storage.op", "the object asks its storage for something", []string{"error="},
			[]string{"read", "write", "alarm", "deleteall"}),
		point("commit", "a commit is issued, and the disk has not answered",
			[]string{"crash", "error=", "delay=", "stuck"}, nil),
		point("commit.durable", "a commit is durable, and nothing that rests on it has been said",
			[]string{"crash", "reset="}, nil),
		point("alarm.arm", "the wish for an earlier alarm is on its way to the manager, before the commit",
			[]string{"error=", "delay=", "drop"}, nil),
		point("alarm.armed", "the manager knows the earlier alarm, and the disk does not", []string{"crash"}, nil),
		point("alarm.sync", "a commit is durable whose alarm is later, or none, than what the manager has",
			[]string{"stale", "chain"}, []string{"changed", "busy", "set", "none"}),
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
		point("socket.in", "a frame is on its way to the object", []string{"drop", "delay="}, nil),
		point("socket.out", "a frame is on its way to the client", []string{"drop", "delay="}, nil),
		point("socket", "a frame is about to be sent, either way", []string{"break=", "error="}, nil),
		point("clock", "an incarnation begins: its clock is ahead of the manager's, or behind",
			[]string{"ahead=", "behind="}, nil),
	}
}

// point is a Point with the names that its kinds of trouble take.
func point(name, about string, do, conditions []string) actor.Point {
	p := actor.Point{Name: name, About: about, Do: do, If: conditions, Names: map[string][]string{}}
	for _, kind := range do {
		switch kind {
		case "error=", "reset=":
			p.Names[kind] = failuresAt(name)
		case "break=":
			p.Names[kind] = []string{"client", "server", "both"}
		}
	}
	return p
}

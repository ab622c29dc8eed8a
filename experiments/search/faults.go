package search

import (
	"fmt"
	"slices"
	"strings"

	"dolab/actor"
	"dolab/durable"
)

// points are the places where a scenario's faults can strike.
var points = durable.Points()

// plan reads the scenario's faults.
func (s *Scenario) plan() (*actor.Plan, error) {
	var faults []actor.Fault
	for _, text := range slices.Concat(s.Faults, s.flat()) {
		f, err := points.Parse(text)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	return actor.NewPlan(faults...), nil
}

// swarm are the faults that a search draws from, without their WHEN: all that objects must survive. Left out are
//
//   - storage.op, because a subject may keep its record of what it was asked in the objects;
//   - stub.request twice, because it does what was asked for twice, and should;
//   - clock, because there is no early and no late without one clock;
//   - sockets, because not every subject has them;
//   - what makes the alarm manager forget an alarm.
var swarm = []string{
	"stub.request error=L1", "stub.request error=L4", "stub.request drop", "stub.request delay=1ms..5s",
	"stub.response error=L1", "stub.response drop", "stub.response delay=1ms..5s",
	"object.activate error=L10", "object.activate delay=1ms..5s", "object.activate error=L18",
	"object.construct crash", "object.construct reset=L13",
	"object.turn crash", "object.turn if=write crash", "object.turn if=alarm crash", "object.turn if=await crash",
	"object.turn reset=L12", "object.turn reset=L3", "object.turn evict", "object.turn deploy=1ms..5s", "object.turn double=1ms..5s",
	"commit crash", "commit error=L8", "commit error=L7", "commit delay=1ms..5s",
	"commit.durable crash", "commit.durable reset=L13",
	"alarm.arm error=L1", "alarm.arm delay=1ms..5s", "alarm.armed crash",
	"alarm.later delay=1ms..5s",
	"alarm.timer early=1ms..2s",
	"alarm.deliver delay=1ms..1m", "alarm.deliver twice",
	"alarm.ack drop", "alarm.ack delay=1ms..5s", "alarm.ack crash",
	"alarm.manager restart",
}

// swarmMore are such faults, added later: see Subject.SwarmMore.
var swarmMore = []string{
	"link partition=1ms..5s", "link if=client partition=1ms..5s", "link if=manager partition=1ms..5s",
	"stub.deliver error=L1", "stub.request reorder=1ms..5s", "stub.request flood=200", "stub.request delay=1ms,2ms,3ms,40s",
	"isolate slow=1ms..50ms", "isolate reset=L12",
	"object.turn hibernate", "object.turn if=await,unsaved crash", "object.turn if=armed,!alarm crash",
	"object.turn memory=64", "object.turn cpu=20s",
	"commit stuck", "commit if=armed crash",
	"alarm.retry if=uncounted restart", "alarm.sync chain",
}

// CommonSwarm returns the faults that all objects must survive, without their WHEN, for Subject.Swarm and SwarmMore of a
// subject that adds its own. Storage, sockets and clocks do not fail in them, and no alarm is forgotten.
func CommonSwarm() (first, more []string) { return slices.Clone(swarm), slices.Clone(swarmMore) }

// Swarm returns the faults that a search draws from where a subject has none of its own, without their WHEN: all that
// production does to objects that rely on what it promises. It leaves out what breaks a promise of the platform
// itself: that alarms are not forgotten, that a call runs once (stub.request twice), and that a connection has no gaps
// (socket.in and socket.out drop).
func Swarm() []string {
	return slices.Concat(swarm, swarmMore, []string{
		"storage.op error=L6", "storage.op if=write error=L14", "storage.op error=L9", "storage.op if=write error=L7",
		"storage.op full=1ms..20s", "link if=object partition=1ms..5s", "link if=socket partition=1ms..5s",
		"object.turn evict=close", "socket.in delay=1ms..5s", "socket.out delay=1ms..5s", "socket if=close break=both",
		"socket break=client", "socket break=server", "socket break=both", "socket break=neither", "socket error=L16",
	})
}

// forgets reports whether a fault itself makes the alarm manager forget an alarm, or know a later time than the object.
func forgets(f actor.Fault) bool {
	switch f.Where {
	case "alarm.later":
		return f.Do != "delay"
	case "alarm.deliver", "alarm.arm":
		return f.Do == "drop"
	case "alarm.sync":
		return f.Do == "stale"
	case "alarm.retry":
		return f.Do == "abandon"
	case "alarm.abandon":
		return f.Do == "error"
	}
	return false
}

// Lossy reports whether the alarm manager may forget an alarm with one of the scenario's faults.
func (s *Scenario) Lossy() bool {
	plan, err := s.plan()
	return err == nil && slices.ContainsFunc(plan.Faults, lossy)
}

// lossy reports whether an alarm may be forgotten with a fault, which the object goes on naming. No code that is not
// run can repair that: what is promised then is that all comes right with the next call. With deploy it is the
// incarnation that is overtaken between its alarm's commit and its word to the manager, and a partition can lose that
// word.
func lossy(f actor.Fault) bool { return forgets(f) || f.Do == "deploy" || f.Where == "link" }

// skews reports whether a fault makes clocks differ, or one ring too early.
func skews(f actor.Fault) bool { return f.Where == "clock" || f.Where == "alarm.timer" }

// drawFaults draws a plan: a random few of the kinds, each at random times, and in every other seed some more.
func drawFaults(c actor.Chooser, kinds, more []string) []string {
	if len(kinds)+len(more) == 0 || c.Choose("search.calm", 4) == 0 {
		return nil
	}
	var faults []string
	if len(kinds) > 0 {
		faults = drawSome(c, "", 1+c.Choose("search.faults", 4), kinds)
	}
	if len(more) > 0 {
		faults = append(faults, drawSome(c, "more.", max(0, c.Choose("search.more.faults", 5)-2), more)...)
	}
	return faults
}

// drawSome draws n faults; prefix makes the names of the choices.
func drawSome(c actor.Chooser, prefix string, n int, kinds []string) (faults []string) {
	choose := func(what string, n int) int { return c.Choose("search."+prefix+what, n) }
	for range n {
		kind := kinds[choose("fault", len(kinds))]
		strikes := fmt.Sprintf("nth=%d", 1+choose("nth", 12))
		switch choose("when", 4) {
		case 0:
			strikes = fmt.Sprintf("p=%d%% times=%d", 2+choose("p", 30), 1+choose("times", 4))
		case 1:
			strikes = fmt.Sprintf("every=%d times=%d", 1+choose("every", 6), 1+choose("times", 4))
		}
		faults = append(faults, when(kind, strikes))
	}
	return faults
}

// when puts the WHEN of a fault into its text.
func when(text, when string) string {
	where, what, _ := strings.Cut(text, " ")
	condition := ""
	if before, after, found := strings.Cut(what, " "); found && strings.HasPrefix(before, "if=") {
		condition, what = before+" ", after
	}
	return fmt.Sprintf("%s %s %s%s", where, when, condition, what)
}

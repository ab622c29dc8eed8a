package sqlite

import (
	"cmp"
	"slices"
)

// compareThreads orders threads, the best first, and any two in the same way each time. The number of an environment
// says nothing: it depends on what was searched before.
func (e *environments) compareThreads(a, b thread) int {
	switch {
	case a.better(b):
		return -1
	case b.better(a):
		return 1
	}
	return cmp.Or(cmp.Compare(a.pc, b.pc), slices.Compare(e.list[a.env], e.list[b.env]),
		cmp.Compare(a.changes, b.changes), cmp.Compare(a.tallied, b.tallied), cmp.Compare(a.kept, b.kept),
		cmp.Compare(bit(a.cleared), bit(b.cleared)))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// outermost reports whether the instruction belongs to the statement itself, not to a trigger.
func (p *program) outermost(c *instruction) bool { return c.addr == 0 }

// parts reports whether paths can part at the instruction.
func (c *instruction) parts() bool {
	switch c.kind {
	case branch, takeRow, threeWay, seek, seekScan, seekRowid, rewind, sorted, next, virtualNext, filtered,
		ifTrue, ifFalse, ifPositive, ifNotZero, decrement, ifNull, ifNotNull, mustBeInteger, notRaised:
		return true
	}
	return false
}

// value is what the instruction's slot holds.
func (w *walk) value(at path, c *instruction) int16 {
	if c.slot < 0 {
		return slotUnknown
	}
	return w.p.envs.list[at.env][c.slot]
}

// assign gives slots values.
func (w *walk) assign(at path, set ...setting) path {
	values := w.p.envs.list[at.env]
	changed := false
	for _, s := range set {
		if values[s.slot] == s.value {
			continue
		}
		if !changed {
			values, changed = slices.Clone(values), true
		}
		values[s.slot] = s.value
	}
	if changed {
		at.env = w.p.envs.number(values)
	}
	return at
}

// to adds a path that goes on at an instruction, if it can still end as observed.
func (w *walk) to(at path, pc int32) {
	if at.used.within(w.want.counts) {
		at.pc = pc
		w.todo = append(w.todo, at)
	}
}

// turn adds the paths on from an instruction, the likelier last.
func (w *walk) turn(at path, c *instruction) {
	if len(c.set) > 0 {
		at = w.assign(at, c.set...)
	}
	pc := at.pc + 1
	at.budget += c.budget
	switch c.kind {
	default:
		w.turnWrite(at, c)
	case jump:
		if c.p2 > 0 {
			pc = c.p2
		}
		w.to(at, pc)
	case branch:
		w.either(at, c)
	case keepRow:
		at.kept++
		w.to(at, pc)
	case takeRow:
		w.to(at, c.p2)
		w.take(at, pc)
	case threeWay:
		w.to(at, c.p1)
		if c.p2 != c.p1 {
			w.to(at, c.p2)
		}
		if c.p3 != c.p1 && c.p3 != c.p2 {
			w.to(at, c.p3)
		}
	case gosub, goback, initCoroutine, yield, endCoroutine, once, call, halt:
		w.turnCall(at, c)
	case ifTrue, ifFalse, ifPositive, ifNotZero, decrement:
		w.turnFlag(at, c)
	case ifNull, ifNotNull:
		w.turnNull(at, c)
	case notRaised:
		if w.value(at, c) == slotSome {
			w.to(at, pc)
			return
		}
		w.either(at, c)
	case mustBeInteger:
		other := at
		other.odd++
		if c.p2 > 0 {
			w.to(other, c.p2)
		}
		w.to(at, pc)
	case seek, seekScan, seekRowid, rewind, seekEnd, sorted, next, virtualNext, filtered:
		w.turnRead(at, c)
	}
}

// either goes on and jumps.
func (w *walk) either(at path, c *instruction) {
	if c.p2 > 0 && c.p2 != at.pc+1 {
		w.to(at, c.p2)
	}
	w.to(at, at.pc+1)
}

// take goes on with a row that was kept before, in a sorter or a set of rows.
func (w *walk) take(at path, pc int32) {
	if at.kept--; at.kept >= 0 || w.flow {
		w.to(at, pc)
	}
}

// unless goes on, and jumps if a table is empty.
func (w *walk) unless(at path, c *instruction) {
	if c.p2 > 0 {
		empty := at
		if !c.ephemeral {
			empty.empty++
		}
		w.to(empty, c.p2)
	}
	w.to(at, at.pc+1)
}

// turnCall follows what goes to an address that was kept.
func (w *walk) turnCall(at path, c *instruction) {
	pc := at.pc
	was := w.value(at, c)
	set := func(value int32) path { return w.assign(at, setting{c.slot, int16(value)}) }
	switch c.kind {
	case gosub:
		w.to(set(pc), c.p2)
	case goback:
		if was >= 0 {
			w.to(at, int32(was)+1)
		} else {
			w.to(at, pc+1)
		}
	case initCoroutine:
		if c.p2 > 0 {
			pc = c.p2 - 1
		}
		w.to(set(c.p3-1), pc+1)
	case yield:
		if was >= -1 {
			w.to(set(pc), int32(was)+1)
		}
	case endCoroutine:
		if was >= 0 {
			w.to(set(pc-1), w.p.code[was].p2)
		}
	case once:
		if was == 1 {
			w.to(at, c.p2)
		} else {
			w.to(set(1), pc+1)
		}
	case call:
		if c.repeats() {
			w.to(at, pc+1)
			return
		}
		w.enter(at, c)
	case halt:
		w.leave(at, c)
	}
}

// repeats reports a call by which a trigger would call itself.
func (c *instruction) repeats() bool { return c.entry == c.addr }

// enter begins the program of a trigger.
func (w *walk) enter(at path, c *instruction) {
	set := []setting{{c.slot, 1}}
	for s := c.slots[0]; s < c.slots[1]; s++ {
		set = append(set, setting{s, slotNull})
	}
	w.to(w.assign(at, set...), c.entry)
}

// leave ends the program of a trigger, and goes on after the call that is running.
func (w *walk) leave(at path, c *instruction) {
	if c.p1 != 0 { // An error.
		return
	}
	for pc := range w.p.code {
		caller := &w.p.code[pc]
		if caller.kind != call || caller.entry != c.addr || caller.repeats() {
			continue
		}
		at = w.assign(at, setting{caller.slot, slotNull})
		if c.p2 == haltIgnored {
			w.to(at, caller.p2)
		} else {
			w.to(at, int32(pc)+1)
		}
	}
}

// turnFlag follows what depends on a flag of the program's own, or on a value.
func (w *walk) turnFlag(at path, c *instruction) {
	was := w.value(at, c)
	if was == slotUnknown || was == slotSome {
		over := at
		if c.kind == ifNotZero {
			over.budget--
		}
		w.to(over, c.p2)
		w.to(at, at.pc+1)
		return
	}
	jumps := false
	switch c.kind {
	case ifTrue:
		jumps = was > 0 || (was == slotNull && c.p3 != 0)
	case ifFalse:
		jumps = was == 0 || (was == slotNull && c.p3 != 0)
	case ifPositive:
		if jumps = was > 0; jumps {
			at = w.assign(at, setting{c.slot, small(int32(was) - c.p3)})
		}
	case ifNotZero:
		if jumps = was != 0; was > 0 {
			at.budget--
			at = w.assign(at, setting{c.slot, was - 1})
		}
	case decrement:
		jumps = was == 1
		at = w.assign(at, setting{c.slot, small(int32(was) - 1)})
	}
	if jumps {
		w.to(at, c.p2)
	} else {
		w.to(at, at.pc+1)
	}
}

// turnNull follows what depends on whether a value is null, which is taken as odd.
func (w *walk) turnNull(at path, c *instruction) {
	isNull, isNot := c.p2, at.pc+1
	if c.kind == ifNotNull {
		isNull, isNot = isNot, isNull
	}
	switch w.value(at, c) {
	case slotUnknown:
		odd := at
		odd.odd++
		w.to(odd, isNull)
		w.to(at, isNot)
	case slotNull:
		w.to(at, isNull)
	default:
		w.to(at, isNot)
	}
}

// turnRead follows what reads rows.
func (w *walk) turnRead(at path, c *instruction) {
	pc := at.pc + 1
	switch c.kind {
	case seek:
		if !c.exact {
			at.read++
			w.either(at, c)
			return
		}
		miss := at
		miss.odd++
		w.to(miss, c.p2)
		at.read++
		w.to(at, pc+1)
	case seekScan:
		w.to(at, w.p.code[pc].p2)
		w.to(at, c.p2)
		w.to(at, pc)
	case seekRowid:
		at.read++
		w.either(at, c)
	case rewind:
		at.read++
		w.unless(at, c)
	case seekEnd:
		w.turnSeekEnd(at, c)
	case sorted:
		at.read++
		at.used.sorts++
		w.turnSorted(at, c)
	case virtualNext:
		at.read++
		w.either(at, c)
	case filtered:
		hit := at
		hit.used.filtered++
		w.to(hit, c.p2)
		at.used.missed++
		w.to(at, pc)
	case next:
		w.to(at, pc)
		at.read++
		switch c.p5 {
		case 0:
			at.used.next++
		case 1:
			at.used.scanned++
		case 3:
			at.used.automatic++
		}
		if c.sorter {
			w.take(at, c.p2)
			return
		}
		w.to(at, c.p2)
	}
}

// turnSeekEnd follows a look for the end of an index to which rows are added in order. After two rows the cursor stays
// there, and need not look. A flow cannot say which row is the third: turnSorted counts the two for it.
func (w *walk) turnSeekEnd(at path, c *instruction) {
	if was := w.value(at, c); was < 2 && !w.flow {
		at.read++
		at = w.assign(at, setting{c.slot, max(was, 0) + 1})
	}
	w.to(at, at.pc+1)
}

func (w *walk) turnSorted(at path, c *instruction) {
	empty := at
	empty.empty++
	w.to(empty, c.p2)
	pc := at.pc + 1
	if w.flow && slices.ContainsFunc(w.p.code[pc:min(pc+seekEndNear, int32(len(w.p.code)))], instruction.isSeekEnd) {
		at.read += 2
	}
	if c.sorter {
		w.take(at, pc)
		return
	}
	w.to(at, pc)
}

// seekEndNear is within how many instructions after a sort a new index is filled.
const seekEndNear = 12

func (c instruction) isSeekEnd() bool { return c.kind == seekEnd }

// turnWrite follows what writes rows, and all that only goes on.
func (w *walk) turnWrite(at path, c *instruction) {
	if c.ephemeral {
		w.to(at, at.pc+1)
		return
	}
	switch c.kind {
	case insert, indexInsert:
		at.written++
		at.changes += int32(c.p5 & flagChange)
	case remove:
		at.written += int64(c.p2 & flagChange)
		at.changes += c.p2 & flagChange
	case virtualUpdate:
		at.written++
		at.changes++
	case clearTable:
		at.cleared = at.cleared || c.p3 != 0
	case counting:
		at.tallied = c.tally(at.tallied)
	}
	w.to(at, at.pc+1)
}

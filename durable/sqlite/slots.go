package sqlite

import (
	"maps"
	"slices"
)

// This file finds out what a program remembers that decides where its paths go.

// findCursors finds out which instructions work on tables that only this statement sees, and which seeks skip the
// comparison after them.
func (p *program) findCursors(f frame) {
	ephemeral, exact := map[int32]bool{}, map[int32]bool{}
	for _, c := range p.code[f.first:f.end] {
		switch c.kind {
		case openEphemeral:
			ephemeral[c.p1] = true
		case openTable:
			exact[c.p1] = exact[c.p1] || c.p5&flagSeekEq != 0
		}
	}
	for at := f.first; at < f.end; at++ {
		c := &p.code[at]
		switch c.kind {
		case insert, indexInsert, remove, rewind:
			c.ephemeral = ephemeral[c.p1]
		case seek:
			c.exact = exact[c.p1]
		}
	}
}

// findBudgets finds the numbers that LIMIT and OFFSET give to the counters of sorters: a row that is kept anyway takes
// one, others are compared with the last row kept.
func (p *program) findBudgets(f frame) {
	code := p.code[f.first:f.end]
	numbers, counters := map[int32]int32{}, map[int32]bool{}
	for _, c := range code {
		switch c.kind {
		case integer:
			numbers[c.p2] = c.p1
		case ifNotZero:
			counters[c.p1] = true
		}
	}
	for i := range code {
		switch c := &code[i]; {
		case c.kind == integer && counters[c.p2] && c.p1 > 0:
			c.budget = c.p1
		case c.kind == offsetLimit && counters[c.p2] && numbers[c.p1] > 0:
			c.budget = numbers[c.p1] + numbers[c.p3]
		}
	}
}

// findSlots gives a slot to each register that holds an address to go back to, or one of the flags 0 and 1 that the
// program itself sets, and to each instruction that jumps from its second time on.
func (p *program) findSlots(f frame) {
	code := p.code[f.first:f.end]
	raised := map[int32]bool{} // By NewRowid, above what the table AUTOINCREMENT keeps.
	address, flags, values, slots := map[int32]bool{}, map[int32]bool{}, map[int32]bool{}, map[int32]int16{}
	for _, c := range code {
		switch c.kind {
		case gosub, goback, initCoroutine, yield, endCoroutine:
			address[c.p1] = true
		case integer:
			flags[c.p2], values[c.p2] = true, true
		case valued, makeRecord, newRowid:
			values[c.valued()] = true
			raised[c.p3] = raised[c.p3] || c.kind == newRowid && c.p3 > 0
		case null:
			for r := c.p2; r <= max(c.p2, c.p3); r++ {
				values[r] = true
			}
		}
	}
	slot := func(register int32) int16 {
		s, found := slots[register]
		if !found {
			s = int16(p.slots)
			slots[register] = s
			p.slots++
		}
		return s
	}
	for i := range code {
		c := &code[i]
		switch c.kind {
		case gosub, goback, initCoroutine, yield, endCoroutine:
			c.slot = slot(c.p1)
		case ifTrue, ifFalse, ifPositive, ifNotZero, decrement:
			if flags[c.p1] && !address[c.p1] {
				c.slot = slot(c.p1)
			}
		case ifNull, ifNotNull:
			if values[c.p1] && !address[c.p1] {
				c.slot = slot(c.p1)
			}
		case newRowid:
			if c.p3 > 0 {
				c.slot = slot(-c.p3)
			}
		case notRaised:
			if raised[c.p3] {
				c.slot = slot(-c.p3)
			}
		case once, seekEnd:
			c.slot = int16(p.slots)
			p.slots++
		case call:
			c.slot = int16(p.slots) // Where to go on; null while the program does not run.
			p.slots++
		}
	}
	registers := slices.Sorted(maps.Keys(slots))
	for i := range code {
		for _, register := range registers {
			code[i].writes(register, slots[register], address[register])
		}
	}
}

// writes notes what the instruction does to a register that has a slot.
func (c *instruction) writes(register int32, slot int16, address bool) {
	if register < 0 && c.kind != newRowid {
		return
	}
	within := func(first, last int32) bool { return register >= first && register <= max(first, last) }
	value := int16(slotUnknown)
	switch {
	case c.slot == slot && c.kind != newRowid: // The instruction itself says what becomes of it.
		return
	case c.kind == null && within(c.p2, c.p3):
		value = slotNull
	case address && c.kind == integer && c.p2 == register:
		value = int16(c.p1 + c.addr)
	case address:
		return
	case c.kind == integer && c.p2 == register:
		value = small(c.p1)
	case (c.kind == valued || c.kind == makeRecord || c.kind == newRowid) && c.valued() == register:
		value = slotSome
	case c.kind == copied && within(c.p2, c.p2+c.p3):
	case c.kind == addImmediate && c.p1 == register:
	case c.kind == plain && c.mayWrite(register):
	case (c.kind == counting || c.kind == offsetLimit) && c.p2 == register:
	case c.kind == newRowid && c.slot == slot:
		value = slotSome
	case (c.kind == branch || c.kind == takeRow) && c.p3 == register: // RowSetRead and IfNullRow.
	default:
		return
	}
	c.set = append(c.set, setting{slot, value})
}

func (c *instruction) mayWrite(register int32) bool {
	switch c.result {
	case 1:
		return c.p1 == register
	case 2:
		return c.p2 == register
	case 3:
		return c.p3 == register
	case anyResult:
		return c.p1 == register || c.p2 == register || c.p3 == register
	}
	return false
}

// valued is the register that gets a value.
func (c *instruction) valued() int32 {
	if c.kind == makeRecord {
		return c.p3
	}
	return c.p2
}

// small is what a slot keeps of a number.
func small(n int32) int16 {
	if n >= 0 && n <= smallMax {
		return int16(n)
	}
	return slotSome
}

package sqlite

import (
	"maps"
	"slices"
)

// program is a compiled statement as EXPLAIN lists it: the main program, then the programs of its triggers and foreign
// keys, one after another. Jumps are indexes into code. See walk.go for what it is good for.
type program struct {
	code  []instruction
	slots int // How many registers and flags decide where a path goes.
	envs  environments
	beams map[string]*beam
	start *beam
	flows map[flowKey]*flow

	virtual bool // It writes to a virtual table, which counts changes of its own as the connection's.
	counted []countedTable
}

// instruction is one step of SQLite's machine. P1, p2 and p3 are as EXPLAIN prints them, but for jumps.
type instruction struct {
	kind       kind
	result     uint8 // Of plain ones: see results.
	p1, p2, p3 int32
	p5         uint16
	sorter     bool      // It goes through a sorter.
	ephemeral  bool      // Its cursor stands on a table that only this statement sees.
	exact      bool      // A seek for an equal key alone, followed by a comparison that it skips.
	slot       int16     // Of a Count: its number.
	set        []setting // What it does to slots.
	entry      int32     // Of a call: where the program begins.
	slots      [2]int16  // Of a call: which slots belong to the program.
	frame      int16
	budget     int32 // How many turns of IfNotZero it allows.
	addr       int32 // Where its own program begins.
}

// setting makes a slot a value.
type setting struct {
	slot  int16
	value int16
}

// Values of a slot besides small integers and addresses.
const (
	slotNull    = -2
	slotUnknown = -3
	slotSome    = -4 // Some value that is not null.
)

// smallMax is the largest number that a slot keeps.
const smallMax = 8

// kind is what an instruction means to a path and to the counters.
type kind uint8

const (
	plain  kind = iota // Goes on.
	branch             // Goes on, or jumps to p2.
	jump
	gosub
	goback
	initCoroutine
	yield
	endCoroutine
	threeWay
	once
	ifTrue
	ifFalse
	ifPositive
	ifNotZero
	decrement
	ifNull
	ifNotNull
	mustBeInteger
	newRowid
	notRaised
	seek
	seekScan
	seekRowid
	rewind
	seekEnd
	sorted
	next
	virtualNext
	call
	halt
	resultRow
	filtered
	counting
	insert
	indexInsert
	remove
	clearTable
	virtualUpdate
	virtualMake
	virtualFilter
	keepRow
	takeRow
	integer
	null
	addImmediate
	openTable
	openEphemeral
	copied
	offsetLimit
	valued
	makeRecord
)

// kinds are the instructions that are not plain. SQLite's documentation of its bytecode engine says what each does.
var kinds = map[string]kind{
	"Init": jump, "Goto": jump, "Gosub": gosub, "Return": goback, "InitCoroutine": initCoroutine, "Yield": yield,
	"EndCoroutine": endCoroutine, "Jump": threeWay, "Once": once, "If": ifTrue, "IfNot": ifFalse, "IfPos": ifPositive,
	"IfNotZero": ifNotZero, "DecrJumpZero": decrement, "SeekLT": seek, "SeekLE": seek, "SeekGE": seek, "SeekGT": seek,
	"SeekScan": seekScan, "SeekRowid": seekRowid, "NotExists": seekRowid, "Rewind": rewind, "Last": rewind,
	"SeekEnd": seekEnd, "SorterSort": sorted, "Sort": sorted, "Next": next, "Prev": next, "SorterNext": next,
	"VNext": virtualNext, "Program": call, "Halt": halt, "ResultRow": resultRow, "Filter": filtered, "Count": counting,
	"Insert": insert, "IdxInsert": indexInsert, "Delete": remove, "Clear": clearTable, "VUpdate": virtualUpdate,
	"VBegin": virtualMake, "VCreate": virtualMake, "VDestroy": virtualMake, "SorterInsert": keepRow, "RowSetAdd": keepRow,
	"RowSetRead": takeRow,
	"Integer":    integer, "Null": null, "BeginSubrtn": null, "AddImm": addImmediate, "OpenRead": openTable,
	"OpenWrite": openTable, "ReopenIdx": openTable, "OpenEphemeral": openEphemeral, "OpenAutoindex": openEphemeral,
	"OpenDup": openEphemeral, "Copy": copied, "SCopy": copied, "OffsetLimit": offsetLimit,

	"MakeRecord": makeRecord, "NewRowid": newRowid, "Int64": valued, "Real": valued, "String8": valued, "Blob": valued,

	"VFilter": virtualFilter, "MustBeInt": mustBeInteger, "IsType": branch, "IfNullRow": branch, "IfNoHope": branch,
	"NoConflict": branch, "NotFound": branch, "Found": branch, "IfSizeBetween": branch, "IfEmpty": branch,
	"SequenceTest": branch, "SorterCompare": branch, "IdxLE": branch, "IdxGT": branch, "IdxLT": branch, "IdxGE": branch, "IFindKey": branch,
	"RowSetTest": branch, "FkIfZero": branch, "IsNull": ifNull, "NotNull": ifNotNull, "Ne": branch, "Eq": branch,
	"Gt": branch, "Le": notRaised, "Lt": branch, "Ge": branch, "ElseEq": branch, "IncrVacuum": branch,
}

// results says which operand of a plain instruction names the register that it writes, 0 for none. Of others any may.
var results = map[string]uint8{
	"Column": 3, "Sequence": 2, "Rowid": 2, "IdxRowid": 2, "RowData": 2, "SorterData": 2, "VColumn": 3, "Variable": 2,
	"Param": 2, "IntCopy": 2, "SoftNull": 1, "RealAffinity": 1, "Cast": 1, "Function": 3, "PureFunc": 3, "Add": 3,
	"Subtract": 3, "Multiply": 3, "Divide": 3, "Remainder": 3, "Concat": 3, "BitAnd": 3, "BitOr": 3, "ShiftLeft": 3,
	"ShiftRight": 3, "And": 3, "Or": 3, "Not": 2, "BitNot": 2, "IsTrue": 2, "AggStep": 3, "Compare": 0, "Transaction": 0,
	"Close": 0, "Noop": 0, "SorterOpen": 0, "OpenPseudo": 0, "IdxDelete": 0, "DeferredSeek": 0,
	"ResetSorter": 0, "NullRow": 0, "FkCounter": 0, "VOpen": 0, "Affinity": 0, "Permutation": 0,
}

// anyResult stands for an instruction that may write any of its operands.
const anyResult = 4

// Flags.
const (
	flagChange  = 1 // Insert, IdxInsert (p5), Delete (p2): the row counts as changed.
	flagSeekEq  = 2 // OpenRead: the cursor is only asked for equal keys.
	haltIgnored = 4 // Halt's p2: RAISE(IGNORE).
)

// linesMax is how long a listing may be: its addresses are kept in 16 bits.
const linesMax = 30000

// line is an instruction as the engine gives it.
type line struct {
	kind       kind
	first      bool // It begins a program.
	result     uint8
	p1, p2, p3 int32
	p5         uint16
	sorter     bool
}

// newProgram reads a listing. It returns nil for one that it cannot read.
func newProgram(lines []line) *program {
	if len(lines) == 0 || len(lines) > linesMax {
		return nil
	}
	p := &program{code: make([]instruction, len(lines)), beams: map[string]*beam{}}
	frames := p.read(lines)
	if !p.link(frames) {
		return nil
	}
	for i, f := range frames {
		p.findCursors(f)
		p.findBudgets(f)
		first := p.slots
		p.findSlots(f)
		for at := range p.code {
			if c := &p.code[at]; c.kind == call && int(c.frame) == i {
				c.slots = [2]int16{int16(first), int16(p.slots)}
			}
		}
	}
	p.findCounts()
	p.begin()
	return p
}

// frame is where a program and the programs of its triggers lie in the code.
type frame struct{ first, end int32 }

// read fills in the code and returns its frames.
func (p *program) read(lines []line) []frame {
	var frames []frame
	for at, l := range lines {
		if l.first {
			frames = append(frames, frame{first: int32(at)})
		}
		f := &frames[len(frames)-1]
		f.end = int32(at) + 1
		c := &p.code[at]
		*c = instruction{
			kind: l.kind, sorter: l.sorter, result: l.result, p1: l.p1, p2: l.p2, p3: l.p3, p5: l.p5, addr: f.first, slot: -1,
		}
		switch c.kind {
		case plain, virtualMake, keepRow, offsetLimit, valued, makeRecord, newRowid, integer, null, addImmediate, openTable, openEphemeral, copied, counting, insert, indexInsert,
			remove, clearTable, virtualUpdate, resultRow, goback, halt, endCoroutine, seekEnd:
			p.virtual = p.virtual || c.kind == virtualUpdate || c.kind == virtualMake
		case threeWay:
			c.p1, c.p2, c.p3 = c.p1+f.first, c.p2+f.first, c.p3+f.first
		case initCoroutine:
			c.p3 += f.first
			fallthrough
		default:
			if c.p2 > 0 {
				c.p2 += f.first
			}
		}
	}
	return frames
}

// link finds the program of each call: they are line in the order of the calls.
func (p *program) link(frames []frame) bool {
	called := 1
	for at := range p.code {
		if c := &p.code[at]; c.kind == call {
			if called == len(frames) {
				return false
			}
			c.frame, c.entry = int16(called), frames[called].first
			called++
		}
	}
	return called == len(frames)
}

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

package sqlite

// program is a compiled statement as EXPLAIN lists it: the main program, then the programs of its triggers and foreign
// keys, one after another. Jumps are indexes into code. See walk.go for what it is good for.
type program struct {
	code  []instruction
	slots int // How many registers and flags decide where a path goes.
	envs  environments
	beams map[string]*beam
	start *beam
	flows map[flowKey]*flow
	known int // How much is remembered of it: beams, moves, flows.

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
		case plain, virtualMake, keepRow, offsetLimit, valued, makeRecord, newRowid, integer, null,
			addImmediate, openTable, openEphemeral, copied, counting, insert, indexInsert, remove, clearTable,
			virtualUpdate, resultRow, goback, halt, endCoroutine, seekEnd:
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

// link finds the program of each call: they are listed in the order of the calls, each once. A call beyond them repeats
// an earlier one. In a trigger it is taken for a call of the trigger itself, which SQLite skips.
func (p *program) link(frames []frame) bool {
	called := 1
	for at := range p.code {
		if c := &p.code[at]; c.kind == call {
			if called == len(frames) {
				if p.outermost(c) || c.p5&callOnce == 0 {
					return false
				}
				c.frame, c.entry = -1, c.addr
				continue
			}
			c.frame, c.entry = int16(called), frames[called].first
			called++
		}
	}
	return called == len(frames)
}

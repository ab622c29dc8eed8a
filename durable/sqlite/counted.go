package sqlite

// countedTable is what a Count instruction counts: it reads a whole table or index, and only its result says how large
// that is.
type countedTable struct {
	root   int32  // Page of the table or index, 0 if it is not in the database.
	name   string // Of the table; "" if there is none.
	column int32  // Of the row that shows the count, -1 if none does.
}

// countsMax is how many Count instructions a program may have, and how often each may run from row to row: their
// numbers are kept in a byte each.
const (
	countsMax  = 4
	talliesMax = 255
)

// findCounts finds the tables that the program counts.
func (p *program) findCounts() {
	roots := map[[2]int32]int32{}
	for at := range p.code {
		c := &p.code[at]
		switch c.kind {
		case openTable:
			roots[[2]int32{c.addr, c.p1}] = c.p2
		case counting:
			c.slot = int16(len(p.counted))
			p.counted = append(p.counted, countedTable{root: roots[[2]int32{c.addr, c.p1}], column: p.shown(at)})
		}
	}
}

// shown returns the column of the next row that holds what a Count counted, -1 if none surely does.
func (p *program) shown(at int) int32 {
	register := p.code[at].p2
	for at++; at < len(p.code); at++ {
		switch c := &p.code[at]; c.kind {
		case copied:
			if c.p1 == register {
				register = c.p2
			}
		case resultRow:
			if register >= c.p1 && register < c.p1+c.p2 {
				return register - c.p1
			}
			return -1
		case plain, integer:
			if c.p2 == register {
				return -1
			}
		default:
			return -1
		}
	}
	return -1
}

// tally adds a run of a Count.
func (c *instruction) tally(tallied uint32) uint32 {
	if c.slot >= countsMax || tallied>>(8*c.slot)&talliesMax == talliesMax {
		return tallied
	}
	return tallied + 1<<(8*c.slot)
}

// tallies returns how many rows the Counts read that ran up to the row now given.
func (p *program) tallies(db *DB, tallied uint32, row []any) (read int64) {
	for i := 0; tallied > 0; i, tallied = i+1, tallied>>8 {
		times := int64(tallied & talliesMax)
		switch c := p.counted[i]; {
		case times == 0 || c.name == "":
		case times == 1 && row != nil && c.column >= 0:
			n, _ := row[c.column].(int64)
			read += n
		default:
			n, _ := db.number("SELECT count(*) FROM " + quote(c.name))
			read += times * n
		}
	}
	return read
}

// nameCounts finds the names of the tables that the program counts.
func (p *program) nameCounts(db *DB) error {
	for i := range p.counted {
		c := &p.counted[i]
		switch c.root {
		case 0:
		case 1:
			c.name = "sqlite_master"
		default:
			names, _, err := db.rows("SELECT tbl_name FROM sqlite_master WHERE rootpage = ?", 1, int64(c.root))
			if err != nil {
				return err
			}
			if len(names) > 0 {
				c.name, _ = names[0][0].(string)
			}
		}
	}
	return nil
}

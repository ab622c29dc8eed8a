package sqlite

// countedTable is what a Count instruction counts: it reads a whole table or index, and only its result says how large
// that is.
type countedTable struct {
	root   int32 // Page of the table or index, 0 if it is not in the database.
	column int32 // Of the row that shows the count, -1 if none does.
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
			p.counted = append(p.counted, countedTable{roots[[2]int32{c.addr, c.p1}], p.shown(at)})
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
		case times == 0 || c.root == 0:
		case times == 1 && row != nil && c.column >= 0:
			n, _ := row[c.column].(int64)
			read += n
		default:
			n, _ := db.tableRows(c.root)
			read += times * n
		}
	}
	return read
}

// tableRows returns how many rows the table has that begins at a page, or whose index does.
func (db *DB) tableRows(root int32) (int64, error) {
	if root == 1 {
		return db.number("SELECT count(*) FROM sqlite_master")
	}
	names, _, err := db.rows("SELECT tbl_name FROM sqlite_master WHERE rootpage = ?", 1, int64(root))
	if err != nil || len(names) == 0 {
		return 0, err
	}
	name, _ := names[0][0].(string)
	return db.number("SELECT count(*) FROM " + quote(name))
}

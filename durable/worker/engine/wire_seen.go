package engine

// wireSeen numbers the objects of a message in the order in which they come, and holds a reference to each: an object
// that a getter made must not leave its address to another one.
type wireSeen struct {
	order []uintptr
	table []uint32 // Open addressing: the number of an object plus one. Empty while there are few.
}

// fewObjects are looked for one by one.
const fewObjects = 8

// find gives the number of an object.
func (s *wireSeen) find(p uintptr) (id uint32, found bool) {
	if len(s.table) == 0 {
		for i, q := range s.order {
			if p == q {
				return uint32(i), true
			}
		}
		return 0, false
	}
	for i := s.slot(p); s.table[i] != 0; i = (i + 1) & (len(s.table) - 1) {
		if id := s.table[i] - 1; s.order[id] == p {
			return id, true
		}
	}
	return 0, false
}

// slot is where the search for an object starts.
func (s *wireSeen) slot(p uintptr) int {
	return int(uint64(p)*0x9E3779B97F4A7C15>>33) & (len(s.table) - 1)
}

// add numbers an object that find has not found.
func (s *wireSeen) add(p uintptr) {
	*refs(p)++
	s.order = append(s.order, p)
	switch {
	case len(s.order) <= fewObjects:
	case 2*len(s.order) > len(s.table):
		s.grow()
	default:
		s.place(uint32(len(s.order)))
	}
}

// place puts an object, by its number plus one, into the table.
func (s *wireSeen) place(n uint32) {
	i := s.slot(s.order[n-1])
	for s.table[i] != 0 {
		i = (i + 1) & (len(s.table) - 1)
	}
	s.table[i] = n
}

func (s *wireSeen) grow() {
	size := max(8*fewObjects, 2*len(s.table))
	for size < 4*len(s.order) {
		size *= 2
	}
	if size <= cap(s.table) {
		s.table = s.table[:size]
		clear(s.table)
	} else {
		s.table = make([]uint32, size)
	}
	for n := range s.order {
		s.place(uint32(n) + 1)
	}
}

// release gives all references back and forgets the objects. A small table is kept for the next message.
func (s *wireSeen) release(c *codec) {
	for _, p := range s.order {
		c.free(object(p))
	}
	s.order = s.order[:0]
	if len(s.table) > 1<<12 {
		s.table = nil
	}
	s.table = s.table[:0]
}

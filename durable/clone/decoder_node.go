package clone

// dense reads an array that was written element by element.
func (d *decoder) dense() (*Array, error) {
	length, err := d.varint()
	if err != nil {
		return nil, err
	}
	if uint64(length) > uint64(d.elements) {
		return nil, d.wrong("array longer than the message")
	}
	d.elements -= int(length)
	a := &Array{Elems: make([]any, 0, length)}
	d.objects = append(d.objects, a)
	for range length {
		if d.is(tagHole) {
			a.Elems = append(a.Elems, Hole)
			continue
		}
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		a.Elems = append(a.Elems, v)
	}
	if a.Extra, err = d.properties(tagDenseEnd); err != nil {
		return nil, err
	}
	return a, d.count(len(a.Elems), "elements")
}

// sparse reads an array that was written as index and value.
func (d *decoder) sparse() (*SparseArray, error) {
	length, err := d.varint()
	if err != nil {
		return nil, err
	}
	a := &SparseArray{Length: length}
	d.objects = append(d.objects, a)
	if a.Props, err = d.properties(tagSparseEnd); err != nil {
		return nil, err
	}
	for _, p := range a.Props {
		if index, ok := parseIndex(p.Key); ok && index >= length {
			return nil, d.wrong("index beyond the length of the array")
		}
	}
	again, err := d.varint()
	if err == nil && again != length {
		err = d.wrong("count of elements does not fit")
	}
	return a, err
}

func (d *decoder) jsMap() (*Map, error) {
	m := &Map{}
	d.objects = append(d.objects, m)
	for !d.is(tagMapEnd) {
		key, err := d.value()
		if err != nil {
			return nil, err
		}
		value, err := d.value()
		if err != nil {
			return nil, err
		}
		m.Entries = append(m.Entries, Entry{key, value})
	}
	return m, d.count(2*len(m.Entries), "entries")
}

func (d *decoder) jsSet() (*Set, error) {
	s := &Set{}
	d.objects = append(d.objects, s)
	for !d.is(tagSetEnd) {
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		s.Values = append(s.Values, v)
	}
	return s, d.count(len(s.Values), "values")
}

func (d *decoder) buffer(resizable bool) (*ArrayBuffer, error) {
	length, err := d.varint()
	if err != nil {
		return nil, err
	}
	b := &ArrayBuffer{Resizable: resizable}
	if resizable {
		most, err := d.varint()
		if err != nil {
			return nil, err
		}
		if most < length {
			return nil, d.wrong("buffer larger than its bound")
		}
		b.BytesMax = int(most)
	}
	raw, err := d.bytes(length)
	if err != nil {
		return nil, err
	}
	b.Bytes = append(make([]byte, 0, length), raw...)
	d.objects = append(d.objects, b)
	return b, nil
}

// view reads a view on the buffer before it.
func (d *decoder) view(b *ArrayBuffer) (*View, error) {
	kind, err := d.bytes(1)
	if err != nil {
		return nil, err
	}
	var numbers [3]uint32 // offset, length, flags
	for i := range numbers {
		if i == 2 && d.version < versionFlags {
			continue
		}
		if numbers[i], err = d.varint(); err != nil {
			return nil, err
		}
	}
	offset, length, flags := numbers[0], numbers[1], uint64(numbers[2])
	v := &View{Kind: ViewKind(kind[0]), Buffer: b, Offset: int(offset), Length: int(length), Tracking: flags&1 != 0}
	if !v.valid() {
		return nil, d.wrong("view does not fit its buffer")
	}
	if d.version >= versionFlags && flags != viewFlags(v.Tracking, b.Resizable) {
		return nil, d.wrong("flags of the view do not fit its buffer")
	}
	d.objects = append(d.objects, v)
	return v, nil
}

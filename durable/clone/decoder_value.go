package clone

// value reads a value. A buffer followed by a view stands for the view.
func (d *decoder) value() (any, error) {
	if err := d.next(); err != nil {
		return nil, err
	}
	for d.tag == tagObjectCount {
		if _, err := d.varint(); err != nil {
			return nil, err
		}
		if err := d.next(); err != nil {
			return nil, err
		}
	}
	v, err := d.primitive()
	if err != nil {
		return nil, err
	}
	if buffer, ok := v.(*ArrayBuffer); ok && d.is(tagView) {
		return d.view(buffer)
	}
	return v, nil
}

// primitive reads what has no identity.
func (d *decoder) primitive() (any, error) {
	switch d.tag {
	case tagUndefined:
		return Undefined, nil
	case tagNull:
		return nil, nil
	case tagTrue:
		return true, nil
	case tagFalse:
		return false, nil
	case tagInt32:
		return box(d.int32())
	case tagUint32:
		n, err := d.varint()
		return box(float64(n), err)
	case tagDouble:
		return box(d.double())
	case tagBigInt:
		return box(d.bigint())
	case tagLatin1, tagUTF16, tagUTF8:
		return d.text()
	}
	return d.object()
}

// box makes any value an any, and none of a value that came with an error.
func box[T any](v T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// object reads what has a number and holds no other values.
func (d *decoder) object() (any, error) {
	switch tag := d.tag; tag {
	case tagReference:
		return d.reference()
	case tagDate:
		date := &Date{}
		d.objects = append(d.objects, date)
		var err error
		date.Millis, err = d.double()
		return date, err
	case tagBuffer, tagResizable:
		return box(d.buffer(tag == tagResizable))
	case tagRegExp:
		return box(d.regExp())
	case tagTrueBox, tagFalseBox, tagNumberBox, tagBigIntBox, tagStringBox:
		return box(d.boxed(tag))
	case tagView:
		return nil, d.wrong("a view without its buffer")
	}
	if d.depth == depthMax {
		return nil, ErrTooDeep
	}
	d.depth++
	v, err := d.container()
	d.depth--
	return v, err
}

// container reads what holds other values. It takes its number before them, so that they can refer to it.
func (d *decoder) container() (any, error) {
	switch d.tag {
	case tagObject:
		o := &Object{}
		d.objects = append(d.objects, o)
		var err error
		o.Props, err = d.properties(tagObjectEnd)
		return o, err
	case tagDense:
		return box(d.dense())
	case tagSparse:
		return box(d.sparse())
	case tagMap:
		return box(d.jsMap())
	case tagSet:
		return box(d.jsSet())
	case tagError:
		return box(d.v8Error())
	case tagHost:
		return box(d.hostError())
	case tagTransferred, tagShared, tagSharedValue, tagWasmModule, tagWasmMemory:
		return nil, d.unsupported()
	}
	return nil, d.wrong("no such tag")
}

func (d *decoder) unsupported() error {
	kinds := map[byte]string{
		tagTransferred: "transferred ArrayBuffer", tagShared: "SharedArrayBuffer",
		tagSharedValue: "shared value", tagWasmModule: "WebAssembly.Module", tagWasmMemory: "WebAssembly.Memory",
	}
	return &UnsupportedError{Offset: d.pos - 1, Kind: kinds[d.tag]}
}

func (d *decoder) reference() (any, error) {
	id, err := d.varint()
	if err != nil {
		return nil, err
	}
	if uint64(id) >= uint64(len(d.objects)) {
		return nil, d.wrong("reference to an object that has not come")
	}
	d.shared = true
	return d.objects[id], nil
}

// propsMin is how many properties most objects have at least; each takes two bytes and more of the message.
const propsMin = 4

// properties reads keys and values up to an end tag, and its count.
func (d *decoder) properties(end byte) (props []Property, err error) {
	for !d.is(end) {
		p, err := d.property()
		if err != nil {
			return nil, err
		}
		if props == nil {
			props = make([]Property, 0, propsMin)
		}
		props = append(props, p)
	}
	return props, d.count(len(props), "properties")
}

func (d *decoder) property() (p Property, err error) {
	if err := d.next(); err != nil {
		return p, err
	}
	switch d.tag {
	case tagInt32:
		n, err := d.int32()
		if err != nil {
			return p, err
		}
		p.Key = formatNumber(float64(n))
	case tagUint32:
		n, err := d.varint()
		if err != nil {
			return p, err
		}
		p.Key = formatNumber(float64(n))
	case tagDouble:
		n, err := d.double()
		if err != nil {
			return p, err
		}
		p.Key = formatNumber(n)
	case tagLatin1, tagUTF16, tagUTF8:
		key, err := d.text()
		if err != nil {
			return p, err
		}
		p.Key = plain(key)
		_, p.TwoByte = key.(TwoByte)
	default:
		return p, d.wrong("want a key")
	}
	p.Value, err = d.value()
	return p, err
}

// count checks a number that the wire repeats.
func (d *decoder) count(want int, of string) error {
	n, err := d.varint()
	if err != nil {
		return err
	}
	if uint64(n) != uint64(want) {
		return d.wrong("count of " + of + " does not fit")
	}
	return nil
}

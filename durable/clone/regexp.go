package clone

import "strings"

// RegExp is a JavaScript regular expression. Go's package regexp has another syntax: it is carried, not compiled.
type RegExp struct {
	Source string
	Flags  string // in JavaScript's order: "dgimsuvy"
}

// regExpFlags are V8's bits, from the lowest; 'l' is V8's own, for its linear engine.
const regExpFlags = "gimyusldv"

const regExpOrder = "dgimsuvy"

func (e *encoder) regExp(r *RegExp) error {
	bits := uint64(0)
	for _, flag := range r.Flags {
		i := strings.IndexRune(regExpFlags, flag)
		if i < 0 || flag == 'l' || bits&(1<<i) != 0 {
			return &DataCloneError{Message: "/" + r.Source + "/" + r.Flags + " could not be cloned."}
		}
		bits |= 1 << i
	}
	e.tag(tagRegExp)
	e.text(r.Source, false)
	e.varint(bits)
	return nil
}

func (d *decoder) regExp() (*RegExp, error) {
	r := &RegExp{}
	d.objects = append(d.objects, r)
	source, err := d.string()
	if err != nil {
		return nil, err
	}
	r.Source = plain(source)
	bits, err := d.varint()
	if err != nil {
		return nil, err
	}
	if bits >= 1<<len(regExpFlags) || bits&(1<<strings.IndexByte(regExpFlags, 'l')) != 0 {
		return nil, d.wrong("regular expression flags that do not exist")
	}
	for _, flag := range regExpOrder {
		if bits&(1<<strings.IndexRune(regExpFlags, flag)) != 0 {
			r.Flags += string(flag)
		}
	}
	return r, nil
}

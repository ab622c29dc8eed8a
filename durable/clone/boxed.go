package clone

import (
	"math/big"
	"reflect"
)

// Boxed is a primitive in an object, `new Number(5)`: its Value is a bool, a float64, a *big.Int or a string.
type Boxed struct {
	Value any
}

func (e *encoder) boxed(b *Boxed) error {
	switch v := b.Value.(type) {
	case bool:
		if v {
			e.tag(tagTrueBox)
		} else {
			e.tag(tagFalseBox)
		}
	case float64:
		e.tag(tagNumberBox)
		e.double(v)
	case *big.Int:
		if v == nil {
			return notCloneable(reflect.TypeOf(b))
		}
		e.tag(tagBigIntBox)
		e.bigint(v)
	case string:
		e.tag(tagStringBox)
		e.text(v, false)
	case TwoByte:
		e.tag(tagStringBox)
		e.text(string(v), e.exact)
	default:
		return notCloneable(reflect.TypeOf(b))
	}
	return nil
}

func (d *decoder) boxed(tag byte) (*Boxed, error) {
	b := &Boxed{}
	d.objects = append(d.objects, b)
	var err error
	switch tag {
	case tagTrueBox, tagFalseBox:
		b.Value = tag == tagTrueBox
	case tagNumberBox:
		b.Value, err = d.double()
	case tagBigIntBox:
		b.Value, err = d.bigint()
	default:
		b.Value, err = d.string()
	}
	return b, err
}

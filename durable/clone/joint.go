package clone

import "errors"

// jointMark begins a joint message. No other message begins so.
const jointMark = 0x01

var errNoArray = errors.New("the joint arguments of a call are not an array")

// Joint marks a message whose value is an array, all arguments of a call: an object in several of them stays one.
func Joint(array []byte) []byte { return append([]byte{jointMark}, array...) }

// JointArray returns the array of the joint message that arguments consist of. False: they are a message each.
func JointArray(args [][]byte) (array []byte, joint bool) {
	if len(args) != 1 || len(args[0]) == 0 || args[0][0] != jointMark {
		return nil, false
	}
	return args[0][1:], true
}

// Separate returns arguments as a message each. Joint ones lose the identity of objects that they share.
func Separate(args [][]byte) ([][]byte, error) {
	array, joint := JointArray(args)
	if !joint {
		return args, nil
	}
	v, err := Decode(array)
	if err != nil {
		return nil, err
	}
	list, ok := v.(*Array)
	if !ok {
		return nil, errNoArray
	}
	args = make([][]byte, len(list.Elems))
	for n, e := range list.Elems {
		if args[n], err = Encode(e); err != nil {
			return nil, err
		}
	}
	return args, nil
}

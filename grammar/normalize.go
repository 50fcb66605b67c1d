package grammar

import (
	"cmp"
	"reflect"
	"slices"
)

// normalizer is a command of which several spellings mean the same.
type normalizer interface{ normalize() }

// normalize brings a parsed command to the form that is printed: options that
// came in any order are sorted by their place in the grammar, and keywords
// that print as nothing, because they say what holds without them, are gone.
func (c *command) normalize(v any) {
	if n, ok := v.(normalizer); ok {
		n.normalize()
	}
	for _, field := range c.anyOrder {
		sortByField(reflect.ValueOf(v).Elem().Field(field))
	}
	if c.silent {
		dropSilent(reflect.ValueOf(v).Elem())
	}
}

// hasSilent reports whether a print tag of t, or of a struct in it, leaves a
// keyword out.
func hasSilent(t reflect.Type) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		for _, spelling := range pairs(f.Tag.Get("print")) {
			if spelling == "" {
				return true
			}
		}
		if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct && hasSilent(f.Type.Elem()) {
			return true
		}
	}
	return false
}

// dropSilent empties the string fields whose keyword prints as nothing.
func dropSilent(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case f.Kind() == reflect.String && f.Len() > 0:
			if spelling, ok := pairs(v.Type().Field(i).Tag.Get("print"))[f.String()]; ok && spelling == "" {
				f.SetString("")
			}
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			for e := range f.Len() {
				dropSilent(f.Index(e))
			}
		}
	}
}

// anyOrderFields finds the fields whose elements come in any order.
func anyOrderFields(t reflect.Type) []int {
	var fields []int
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("order") == "any" {
			fields = append(fields, i)
		}
	}
	return fields
}

// sortByField sorts structs by the first field that each has set.
func sortByField(list reflect.Value) {
	if list.Len() < 2 {
		return
	}
	elements := make([]reflect.Value, list.Len())
	for i := range elements {
		elements[i] = reflect.New(list.Type().Elem()).Elem()
		elements[i].Set(list.Index(i))
	}
	slices.SortStableFunc(elements, func(a, b reflect.Value) int { return cmp.Compare(firstField(a), firstField(b)) })
	for i, e := range elements {
		list.Index(i).Set(e)
	}
}

func firstField(v reflect.Value) int {
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			return i
		}
	}
	return v.NumField()
}

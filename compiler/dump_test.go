package compiler

import (
	"fmt"
	"reflect"
	"strings"

	"mainmode/ike"
)

// dump prints what is not zero in v, one field a line, in the order of
// declaration.
func dump(v any) string {
	var b strings.Builder
	dumpValue(&b, "", reflect.ValueOf(v))
	return b.String()
}

func dumpValue(b *strings.Builder, path string, v reflect.Value) {
	switch x := v.Interface().(type) {
	case ike.Secret:
		if x != "" {
			fmt.Fprintf(b, "%s %q\n", path, string(x))
		}
		return
	case fmt.Stringer:
		if !v.IsZero() {
			fmt.Fprintf(b, "%s %s\n", path, x)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			dumpValue(b, path, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			dumpValue(b, strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			dumpValue(b, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.String:
		if v.Len() > 0 {
			fmt.Fprintf(b, "%s %q\n", path, v)
		}
	default:
		if !v.IsZero() {
			fmt.Fprintf(b, "%s %v\n", path, v)
		}
	}
}

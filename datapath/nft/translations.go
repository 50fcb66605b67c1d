package nft

import (
	"reflect"
	"slices"

	"mainmode/datapath"
)

// Translations lists what NAT has translated.
func (r *Rules) Translations() ([]datapath.Translation, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.now.filter.NAT.Rules) == 0 {
		return nil, nil
	}
	list, err := r.connections()
	var all []datapath.Translation
	for i := range list {
		if rule := r.ruleOf(&list[i]); rule != nil {
			all = append(all, list[i].translation(rule.Text))
		}
	}
	return all, err
}

// ClearTranslations ends the translations for which the function is true.
func (r *Rules) ClearTranslations(which func(*datapath.Translation) bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	list, err := r.connections()
	if err != nil {
		return err
	}
	return r.forget(slices.DeleteFunc(list, func(c connection) bool {
		rule := r.ruleOf(&c)
		if rule == nil {
			return true
		}
		t := c.translation(rule.Text)
		return !which(&t)
	}))
}

// NATHits counts the packets that NAT has translated, and the translations
// that were made.
func (r *Rules) NATHits() (hits, misses uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	counts, _ := r.counts() // a system that does not answer has none
	return counts[natHits], counts[natMisses]
}

// ruleOf is the rule that has translated a connection, nil if none of now has.
func (r *Rules) ruleOf(c *connection) *datapath.NATRule {
	for i := range r.now.filter.NAT.Rules {
		if rule := &r.now.filter.NAT.Rules[i]; ruleMark(rule) == c.mark&^fromOutside {
			return rule
		}
	}
	return nil
}

// outdated ends the translations whose rule is gone, and the connections that
// went untranslated when other packets were to be translated.
func (r *Rules) outdated(old *datapath.Filter) error {
	now := &r.now.filter
	if len(old.NAT.Rules) == 0 && len(now.NAT.Rules) == 0 || reflect.DeepEqual(old.NAT, now.NAT) && reflect.DeepEqual(old.Lists, now.Lists) {
		return nil
	}
	list, err := r.connections()
	if err != nil {
		return err
	}
	return r.forget(slices.DeleteFunc(list, func(c connection) bool { return r.ruleOf(&c) != nil }))
}

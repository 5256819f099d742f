-- Whether the consumer has received the goods is decided within a time of its own: policies stored
-- before say nothing about that.
update policies set content = jsonb_set(content, '{deadlines,case_decision}',
    '{"duration": {"working": "days", "amount": 2}, "onExpiry": "escalate", "responsible": "platform", "clause": "S0 5.6 c"}')
  where not content -> 'deadlines' ? 'case_decision';

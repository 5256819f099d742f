-- What the consumer tells of goods that nobody handed over is noted and signed in one statement:
-- whether the signature covers its document's digest is asked once both are there.
drop trigger signatures_digest on signatures;
create constraint trigger signatures_digest after insert on signatures
  deferrable initially deferred for each row execute function match_digest();

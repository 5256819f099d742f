import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBooks } from '../../../simulators/books.ts';

test('the books of an older release get the columns that have come since', () => {
  const home = mkdtempSync(join(tmpdir(), 'luyue-books-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const first = openBooks({
    home,
    name: 'kept',
    schema: 'create table if not exists kept (id integer primary key, word text not null) strict',
  });
  first.run('insert into kept (word) values (?)', 'before');
  first.close();

  const schema = `create table if not exists kept (id integer primary key, word text not null,
    number integer check (number > 0)) strict`;
  const later = openBooks({ home, name: 'kept', schema });
  later.run('insert into kept (word, number) values (?, ?)', 'after', 7);

  expect(later.all('select word, number from kept order by id')).toEqual([
    { word: 'before', number: null },
    { word: 'after', number: 7 },
  ]);
  later.close();
});

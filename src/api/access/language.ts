import { type NoticeLanguage, noticeLanguages } from '../../domain/notices/notice-texts.ts';

/** The language that the caller likes best of those that there are (RFC 9110, 12.5.4); else English. */
export function languageOf(accepted: string | undefined): NoticeLanguage {
  const wanted = (accepted ?? '').split(',').flatMap((part) => {
    const [range = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const language = noticeLanguages.find(
      (known) => range === known || range.startsWith(`${known}-`),
    );
    const weight = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
    return language && Number(weight) > 0 ? [{ language, weight: Number(weight) }] : [];
  });
  const [best] = wanted.toSorted((one, other) => other.weight - one.weight);
  return best?.language ?? 'en';
}
